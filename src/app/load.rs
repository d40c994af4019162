//! Images and archives into the nodes of a cluster, one step on the screen for each.

use std::path::Path;
use std::sync::Arc;

use crate::cluster::state::REGISTRY_PORT;
use crate::cluster::{ClusterState, names};
use crate::engine::Engine;
use crate::image::transfer::{self, Loaded, Node, Registry, Source, TransferError, Way};
use crate::plan::registry_address;
use crate::report::{Event, Reporter, Step};

/// Reads what a person typed: a file that is there, or a name that can only be one, is an archive; else an image.
pub fn source_of(word: &str) -> Source {
    let path = Path::new(word);
    let looks_like_a_file =
        [".tar", ".tar.gz", ".tgz"].iter().any(|end| word.ends_with(end)) || word.starts_with(['.', '/', '~']);
    if looks_like_a_file || path.is_file() {
        Source::Archive(path.to_owned())
    } else {
        Source::Engine(vec![word.to_owned()])
    }
}

/// Loads `source` into all nodes of the cluster.
pub async fn load(
    engine: &dyn Engine,
    reporter: &Arc<dyn Reporter>,
    cluster: &ClusterState,
    source: Source,
) -> Result<Loaded, TransferError> {
    let nodes: Vec<_> =
        cluster.nodes.iter().map(|node| Node { name: node.name.clone(), container: node.container.clone() }).collect();
    let title = match &source {
        Source::Engine(names) => format!("load image {}", names.join(", ")),
        Source::Archive(path) => format!("load archive {}", path.display()),
    };
    let is_archive = matches!(source, Source::Archive(_));
    let step = Step::start(reporter, title);
    let registry = registry_of(cluster);
    let loaded = transfer::load(engine, &nodes, registry.as_ref(), source, |sent, of| step.bytes(sent, of)).await?;
    if let Way::InPlaceOfLayers(error) = &loaded.way {
        reporter.event(&Event::Warning {
            text: format!("the whole image is sent, not only what changed: {error}"),
            hint: Some(format!("see what {} says with `docker logs {0}`", names::registry(&cluster.name))),
        });
    }
    let names = loaded.images.iter().map(|image| image.reference.to_string()).collect::<Vec<_>>().join(", ");
    let what = if is_archive { format!("{names}: ") } else { String::new() };
    match loaded.sent_to.as_slice() {
        [] => step.skipped(format!("{what}the nodes have it already")),
        [node] => step.done_with(format!("{what}sent to {node}")),
        nodes => step.done_with(format!("{what}sent to {} nodes", nodes.len())),
    }
    Ok(loaded)
}

/// The cluster's registry, where it runs.
pub fn registry_of(cluster: &ClusterState) -> Option<Registry> {
    let there = cluster.registry.as_ref().filter(|registry| registry.running)?;
    let address = (registry_address(cluster.subnet?), REGISTRY_PORT);
    Some(Registry { port: there.port, address, password: there.password.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_an_archive_or_an_image() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let word = file.path().to_str().unwrap();
        assert_eq!(source_of(word), Source::Archive(file.path().to_owned()));
        assert_eq!(source_of("app.tar.gz"), Source::Archive("app.tar.gz".into()));
        assert_eq!(source_of("flask-api:v1"), Source::Engine(vec!["flask-api:v1".to_owned()]));
        assert_eq!(source_of("localhost:5000/team/app"), Source::Engine(vec!["localhost:5000/team/app".to_owned()]));
    }
}
