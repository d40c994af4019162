//! `devcluster node remove`.

use std::time::Duration;

use crate::cli::{CommandError, Context, duration, interrupt};
use crate::steps::{self, RemoveOptions};

/// Remove nodes for good, once their pods have left for others
#[derive(clap::Args)]
pub struct Args {
    /// Names of the nodes
    #[arg(required = true, value_name = "NODE")]
    nodes: Vec<String>,
    /// Also where that loses pods that nobody makes again, data of persistent volumes, or etcd's quorum
    #[arg(long)]
    force: bool,
    /// How long pods may take to leave
    #[arg(long, default_value = "2m", value_name = "DURATION", value_parser = duration::parse)]
    drain: Duration,
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    let (engine, name) = (context.engine.as_ref(), context.cluster_name());
    let options = RemoveOptions { force: args.force, drain: args.drain, interrupt: interrupt::token()? };
    Ok(steps::remove_nodes(engine, &context.reporter, &name, &args.nodes, &options).await?)
}
