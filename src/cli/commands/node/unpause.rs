//! `devcluster node unpause`.

use super::wait;
use crate::cli::{CommandError, Context, interrupt};
use crate::report::Event;
use crate::steps::{self, Asleep};

/// Let paused nodes go on
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    wait: wait::NodesToRun,
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    let (engine, name) = (context.engine.as_ref(), context.cluster_name());
    let (nodes, wait, interrupt) = (&args.wait.nodes, args.wait.wait, interrupt::token()?);
    if !steps::wake_nodes(engine, &context.reporter, &name, nodes, Asleep::Paused, wait, &interrupt).await? {
        context.reporter.event(&Event::Note { text: "None of them is paused.".to_owned() });
    }
    Ok(())
}
