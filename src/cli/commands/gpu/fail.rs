//! `devcluster gpu fail`.

use crate::cli::{CommandError, Context};
use crate::report::Event;
use crate::steps;

/// Let a GPU fail: no pod gets it any more, and pods that have it are evicted
#[derive(clap::Args)]
pub struct Args {
    /// Name of the node
    #[arg(value_name = "NODE")]
    node: String,
    /// Number or id of the GPU, or the id of a part of one; see `gpu list`
    #[arg(value_name = "ID")]
    id: String,
    /// Leave the pods that have it where they are
    #[arg(long)]
    keep_pods: bool,
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    let (engine, name) = (context.engine.as_ref(), context.cluster_name());
    let fail =
        async || steps::fail_a_gpu(engine, &context.reporter, &name, (&args.node, &args.id), args.keep_pods).await;
    let failed = context.alone_unless_interrupted(fail).await?;
    let ids: Vec<_> = failed.iter().map(|gpu| gpu.id.as_str()).collect();
    let text = format!("{} of node {} has failed.", ids.join(", "), args.node);
    context.reporter.event(&Event::Note { text });
    Ok(())
}
