//! `devcluster stop`.

use crate::cli::{CommandError, Context};
use crate::report::Event;
use crate::steps;

/// Stop a cluster; `start` brings it back with all that was in it
#[derive(clap::Args)]
pub struct Args {}

pub async fn run(_args: Args, context: &Context) -> Result<(), CommandError> {
    let name = context.cluster_name();
    let stop = async || steps::stop(context.engine.as_ref(), &context.reporter, &name, &[]).await;
    if !context.alone_unless_interrupted(stop).await? {
        context.reporter.event(&Event::Note { text: format!("Cluster `{name}` is stopped already.") });
    }
    Ok(())
}
