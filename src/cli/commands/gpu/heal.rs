//! `devcluster gpu heal`.

use crate::cli::{CommandError, Context};
use crate::report::Event;
use crate::steps;

/// Let a GPU that failed work again
#[derive(clap::Args)]
pub struct Args {
    /// Name of the node
    #[arg(value_name = "NODE")]
    node: String,
    /// Number or id of the GPU, or the id of a part of one; see `gpu list`
    #[arg(value_name = "ID")]
    id: String,
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    let (engine, name) = (context.engine.as_ref(), context.cluster_name());
    let heal = async || steps::heal_a_gpu(engine, &context.reporter, &name, (&args.node, &args.id)).await;
    let healed = context.alone_unless_interrupted(heal).await?;
    let ids: Vec<_> = healed.iter().map(|gpu| gpu.id.as_str()).collect();
    let text = format!("{} of node {} works again.", ids.join(", "), args.node);
    context.reporter.event(&Event::Note { text });
    Ok(())
}
