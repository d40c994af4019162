//! `devcluster node restart`.

use super::{start, wait};
use crate::cli::{CommandError, Context};
use crate::steps;

/// Stop nodes and start them again
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    wait: wait::NodesToRun,
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    let (engine, name) = (context.engine.as_ref(), context.cluster_name());
    let stop = async || steps::stop(engine, &context.reporter, &name, &args.wait.nodes).await;
    context.alone_unless_interrupted(stop).await?;
    start::start(&args.wait, context).await.map(drop)
}
