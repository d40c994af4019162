//! `devcluster node list`.

use crate::cli::commands::cluster::status::nodes_table;
use crate::cli::output::Output;
use crate::cli::{CommandError, Context};
use crate::cluster::{Depth, cluster_status};
use crate::paths;

/// List a cluster's nodes
#[derive(clap::Args)]
pub struct Args {}

pub async fn run(_args: Args, context: &Context) -> Result<(), CommandError> {
    let depth = if context.output == Output::Table { Depth::Quick } else { Depth::Full };
    let (engine, name) = (context.engine.as_ref(), context.cluster_name());
    let status = cluster_status(engine, &name, &paths::kubeconfig(), depth).await?;
    context.output.print_wide(&status.nodes, |nodes, wide| nodes_table(nodes, wide))
}
