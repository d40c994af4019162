//! `devcluster pause`.

use crate::cli::{CommandError, Context};
use crate::report::Event;
use crate::steps;

/// Freeze a cluster: it takes no CPU, and keeps its memory; `unpause` lets it go on
#[derive(clap::Args)]
pub struct Args {}

pub async fn run(_args: Args, context: &Context) -> Result<(), CommandError> {
    let name = context.cluster_name();
    let pause = async || steps::pause(context.engine.as_ref(), &context.reporter, &name, &[]).await;
    if !context.alone_unless_interrupted(pause).await? {
        context.reporter.event(&Event::Note { text: format!("No node of cluster `{name}` runs.") });
    }
    Ok(())
}
