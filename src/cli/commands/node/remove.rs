//! `devcluster node remove`.

use std::time::Duration;

use crate::cli::{CommandError, Context, duration, interrupt};
use crate::cluster;
use crate::report::Event;
use crate::steps::{self, RemoveOptions};

/// Remove nodes for good, once their pods have left for others
#[derive(clap::Args)]
pub struct Args {
    /// Names of the nodes
    #[arg(required_unless_present = "simulated", value_name = "NODE")]
    nodes: Vec<String>,
    /// All nodes that only seem to run
    #[arg(long, conflicts_with = "nodes")]
    simulated: bool,
    /// Also where that loses pods that nobody makes again, data of persistent volumes, or etcd's quorum
    #[arg(long)]
    force: bool,
    /// How long pods may take to leave
    #[arg(long, default_value = "2m", value_name = "DURATION", value_parser = duration::parse)]
    drain: Duration,
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    let (engine, name) = (context.engine.as_ref(), context.cluster_name());
    if args.simulated || args.nodes.iter().all(|node| node.starts_with("simulated-")) {
        return remove_simulated(&args.nodes, context).await;
    }
    let options = RemoveOptions { force: args.force, drain: args.drain, interrupt: interrupt::token()? };
    Ok(steps::remove_nodes(engine, &context.reporter, &name, &args.nodes, &options).await?)
}

/// Simulated nodes by name, or all of them where none is named.
async fn remove_simulated(names: &[String], context: &Context) -> Result<(), CommandError> {
    let engine = context.engine.as_ref();
    let state = cluster::require_api(engine, &context.cluster_name()).await?;
    let kube = cluster::connect(engine, &state).await?;
    let there = cluster::simulated_nodes(&kube).await?;
    let names = if names.is_empty() { there.clone() } else { names.to_vec() };
    if let Some(name) = names.iter().find(|name| !there.contains(name)) {
        let nodes = there.iter().take(10).cloned().collect();
        return Err(cluster::ClusterError::NoNode { name: name.clone(), nodes }.into());
    }
    cluster::remove_simulated_nodes(&kube, &names).await?;
    let text = format!("Removed {} nodes that only seemed to run.", names.len());
    context.reporter.event(&Event::Note { text });
    Ok(())
}
