//! `devcluster unpause`.

use std::time::Duration;

use super::start;
use crate::cli::{CommandError, Context, duration};
use crate::cluster::require_there;
use crate::report::Event;

/// Let a paused cluster go on
#[derive(clap::Args)]
pub struct Args {
    /// How long to wait until all nodes and system pods are ready; 0 returns as soon as the API server answers
    #[arg(long, default_value = "3m", value_name = "DURATION", value_parser = duration::parse)]
    wait: Duration,
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    let name = context.cluster_name();
    let state = require_there(context.engine.as_ref(), &name).await?;
    if state.nodes.iter().any(|node| node.paused) {
        return start::resume(args.wait, context).await;
    }
    context.reporter.event(&Event::Note { text: format!("No node of cluster `{name}` is paused.") });
    Ok(())
}
