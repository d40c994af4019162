//! `devcluster unpause`.

use std::time::Duration;

use crate::cli::{CommandError, Context, duration};
use crate::report::Event;
use crate::steps::{self, Asleep};

/// Let a paused cluster go on
#[derive(clap::Args)]
pub struct Args {
    /// How long to wait until all nodes and the system pods on them are ready; 0 does not wait
    #[arg(long, default_value = "3m", value_name = "DURATION", value_parser = duration::parse)]
    wait: Duration,
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    let (engine, name) = (context.engine.as_ref(), context.cluster_name());
    let wake = async |interrupt: &_| {
        steps::wake_nodes(engine, &context.reporter, &name, &[], Asleep::Paused, args.wait, interrupt).await
    };
    if !context.alone(wake).await? {
        context.reporter.event(&Event::Note { text: format!("No node of cluster `{name}` is paused.") });
    }
    Ok(())
}
