//! `devcluster addon list`.

use crate::addon::{self, ListedAddon};
use crate::cli::table::table;
use crate::cli::{CommandError, Context};
use crate::cluster::{self, Kube};

/// List the addons, and which of them the cluster has
#[derive(clap::Args)]
pub struct Args {}

pub async fn run(_args: Args, context: &Context) -> Result<(), CommandError> {
    let kube = kube(context).await?;
    let addons = addon::list(kube.as_ref()).await?;
    context.output.print_wide(&addons, |addons, wide| {
        let mut heading = vec!["NAME", "STATE", "VERSION", "SUMMARY"];
        if wide {
            heading.extend(["MEMORY", "REASON"]);
        }
        table(&heading, addons.iter().map(|addon| row(addon, wide)))
    })
}

/// The API server of the cluster, if it runs; the list is worth something without it too.
pub(super) async fn kube(context: &Context) -> Result<Option<Kube>, CommandError> {
    let engine = context.engine.as_ref();
    let state = cluster::observe(engine, &context.cluster_name()).await?;
    if !state.control_planes().any(|node| node.running) {
        return Ok(None);
    }
    Ok(Some(cluster::connect(engine, &state).await?))
}

fn row(addon: &ListedAddon, wide: bool) -> Vec<String> {
    let version = match &addon.enabled_version {
        Some(there) => format!("{there} ({} can be had)", addon.version),
        None => addon.version.clone(),
    };
    let state = addon.phase.map_or("-", |phase| phase.name());
    let mut row = vec![addon.name.clone(), state.to_owned(), version, addon.summary.clone()];
    if wide {
        row.extend([addon.memory.clone().unwrap_or_default(), addon.reason.clone().unwrap_or_default()]);
    }
    row
}
