//! `devcluster node unpause`.

use super::wait;
use crate::cli::{CommandError, Context};
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
    let (nodes, wait) = (&args.wait.nodes, args.wait.wait);
    let wake = async |interrupt: &_| {
        steps::wake_nodes(engine, &context.reporter, &name, nodes, Asleep::Paused, wait, interrupt).await
    };
    if !context.alone(wake).await? {
        context.reporter.event(&Event::Note { text: "None of them is paused.".to_owned() });
    }
    Ok(())
}
