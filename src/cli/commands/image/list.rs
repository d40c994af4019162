//! `devcluster image list`.

use crate::app::choose_nodes;
use crate::cli::table::table;
use crate::cli::units;
use crate::cli::{CommandError, Context};
use crate::cluster::require_there;
use crate::image::node_store::{self, ListedImage};
use crate::report::Event;

/// Digits of an id as `docker images` shows it.
const SHORT_ID: usize = 12;

/// List the images that the nodes have
#[derive(clap::Args)]
pub struct Args {
    /// Only those of this node
    #[arg(long, value_name = "NAME")]
    node: Option<String>,
    /// Also those that are part of the node image
    #[arg(long, short)]
    all: bool,
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    let engine = context.engine.as_ref();
    let state = require_there(engine, &context.cluster_name()).await?;
    let nodes = choose_nodes(&state, args.node.as_deref())?;
    let mut images = node_store::merged(&node_store::list(engine, &nodes.running).await?);
    images.retain(|image| args.all || !image.system);
    if !nodes.resting.is_empty() {
        context.reporter.event(&Event::Warning {
            text: format!("left out, for want of running: {}", nodes.resting.join(", ")),
            hint: None,
        });
    }
    context.output.print_wide(&images, |images, wide| text(images, wide, args.all, nodes.running.len()))
}

/// `asked` is the number of nodes: what all of them have needs no list of names.
fn text(images: &[ListedImage], wide: bool, all: bool, asked: usize) -> String {
    let mut heading = vec!["NAME", "ID", "SIZE", "NODES"];
    if all {
        heading.push("SYSTEM");
    }
    if wide {
        heading.extend(["PLATFORM", "DIGEST"]);
    }
    let cells = images.iter().map(|image| {
        let everywhere = image.nodes.len() == asked && asked > 1;
        let mut cells = vec![
            image.name.clone().unwrap_or_else(|| "<none>".to_owned()),
            image.id.trim_start_matches("sha256:").chars().take(SHORT_ID).collect(),
            units::bytes(image.size),
            if everywhere { "all".to_owned() } else { image.nodes.join(", ") },
        ];
        if all {
            cells.push(if image.system { "yes" } else { "no" }.to_owned());
        }
        if wide {
            cells.extend([image.platform.clone(), image.digest.clone()]);
        }
        cells
    });
    table(&heading, cells)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_are_rows() {
        let image = |name: Option<&str>, system: bool, nodes: &[&str]| ListedImage {
            name: name.map(str::to_owned),
            id: "sha256:0123456789abcdef".to_owned(),
            digest: "sha256:fedcba".to_owned(),
            size: 157_286_400,
            platform: "linux/amd64".to_owned(),
            system,
            nodes: nodes.iter().map(|node| (*node).to_owned()).collect(),
        };
        let images = [
            image(Some("app:v1"), false, &["control-plane-1", "worker-1"]),
            image(Some("registry.k8s.io/pause:3.10"), true, &["control-plane-1", "worker-1"]),
            image(None, false, &["worker-1"]),
        ];
        insta::assert_snapshot!(text(&images, false, false, 2));
        insta::assert_snapshot!(text(&images, true, true, 3));
    }
}
