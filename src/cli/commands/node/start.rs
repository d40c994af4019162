//! `devcluster node start`.

use super::wait;
use crate::cli::{CommandError, Context};
use crate::report::Event;
use crate::steps::{self, Asleep};

/// Start nodes that were stopped, with all that was on them
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    wait: wait::NodesToRun,
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    if !start(&args.wait, context).await? {
        context.reporter.event(&Event::Note { text: format!("{} already.", runs(&args.wait.nodes)) });
    }
    Ok(())
}

/// Whether any of them did not run.
pub async fn start(wait: &wait::NodesToRun, context: &Context) -> Result<bool, CommandError> {
    let (engine, name) = (context.engine.as_ref(), context.cluster_name());
    let wake = async |interrupt: &_| {
        steps::wake_nodes(engine, &context.reporter, &name, &wait.nodes, Asleep::Any, wait.wait, interrupt).await
    };
    context.alone(wake).await
}

fn runs(nodes: &[String]) -> String {
    match nodes {
        [node] => format!("Node {node} runs"),
        nodes => format!("Nodes {} run", nodes.join(", ")),
    }
}
