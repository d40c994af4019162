//! `devcluster node stop`.

use crate::cli::{CommandError, Context};
use crate::report::Event;
use crate::steps;

/// Stop nodes; Kubernetes moves their pods after some minutes, `kubectl -- drain NODE` before does it at once
#[derive(clap::Args)]
pub struct Args {
    /// Names of the nodes
    #[arg(required = true, value_name = "NODE")]
    nodes: Vec<String>,
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    let (engine, name) = (context.engine.as_ref(), context.cluster_name());
    let stop = async || steps::stop(engine, &context.reporter, &name, &args.nodes).await;
    if !context.alone_unless_interrupted(stop).await? {
        context.reporter.event(&Event::Note { text: "None of them runs.".to_owned() });
    }
    Ok(())
}
