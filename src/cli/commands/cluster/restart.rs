//! `devcluster restart`.

use std::time::Duration;

use super::start;
use crate::cli::{CommandError, Context, duration};
use crate::steps;

/// Stop a cluster and start it again; nothing in it is lost
#[derive(clap::Args)]
pub struct Args {
    /// How long to wait until all nodes and system pods are ready; 0 returns as soon as the API server answers
    #[arg(long, default_value = "3m", value_name = "DURATION", value_parser = duration::parse)]
    wait: Duration,
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    let (engine, name) = (context.engine.as_ref(), context.cluster_name());
    let stop = async || steps::stop(engine, &context.reporter, &name, &[]).await;
    context.alone_unless_interrupted(stop).await?;
    start::resume(args.wait, context).await
}
