//! `devcluster node pause`.

use crate::cli::{CommandError, Context};
use crate::report::Event;
use crate::steps;

/// Freeze nodes, as a machine that hangs: they take no CPU, and do not answer
#[derive(clap::Args)]
pub struct Args {
    /// Names of the nodes
    #[arg(required = true, value_name = "NODE")]
    nodes: Vec<String>,
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    let (engine, name) = (context.engine.as_ref(), context.cluster_name());
    let pause = async || steps::pause(engine, &context.reporter, &name, &args.nodes).await;
    if !context.alone_unless_interrupted(pause).await? {
        context.reporter.event(&Event::Note { text: "None of them runs.".to_owned() });
    }
    Ok(())
}
