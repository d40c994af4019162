//! `devcluster list`.

use serde::Serialize;

use crate::cli::table::table;
use crate::cli::{CommandError, Context};
use crate::cluster::{ClusterState, observe_all};

/// List the clusters
#[derive(clap::Args)]
pub struct Args {}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    name: String,
    status: &'static str,
    nodes: usize,
    kubernetes_version: String,
}

pub async fn run(_args: Args, context: &Context) -> Result<(), CommandError> {
    let rows: Vec<_> = observe_all(context.engine.as_ref()).await?.into_iter().map(row).collect();
    context.output.print(&rows, |rows| {
        let cells = rows.iter().map(|row| {
            vec![row.name.clone(), row.status.to_owned(), row.nodes.to_string(), row.kubernetes_version.clone()]
        });
        table(&["NAME", "STATUS", "NODES", "VERSION"], cells)
    })
}

fn row(state: ClusterState) -> Row {
    Row {
        status: status(&state),
        nodes: state.nodes.len(),
        kubernetes_version: state.nodes.first().map(|node| node.kubernetes_version.clone()).unwrap_or_default(),
        name: state.name,
    }
}

/// One word for the state of a cluster's containers.
pub fn status(state: &ClusterState) -> &'static str {
    if state.nodes.is_empty() {
        "Broken"
    } else if state.is_running() {
        "Running"
    } else if state.nodes.iter().any(|node| node.running) {
        "Partial"
    } else {
        "Stopped"
    }
}
