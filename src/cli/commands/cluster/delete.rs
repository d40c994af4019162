//! `devcluster delete`.

use crate::cli::{CommandError, Context};
use crate::cluster::{kubeconfig, observe, observe_all};
use crate::report::Event;
use crate::{paths, steps};

/// Delete a cluster with all that is in it
#[derive(clap::Args)]
pub struct Args {
    /// Delete every cluster of devcluster
    #[arg(long)]
    all: bool,
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    let engine = context.engine.as_ref();
    let clusters =
        if args.all { observe_all(engine).await? } else { vec![observe(engine, &context.cluster_name()).await?] };
    if clusters.is_empty() {
        context.reporter.event(&Event::Note { text: "There are no clusters.".to_owned() });
    }
    for state in &clusters {
        if state.is_absent() {
            context.reporter.event(&Event::Note { text: format!("There is no cluster `{}`.", state.name) });
            // The user's kubeconfig may still have entries of it.
            kubeconfig::remove(&paths::kubeconfig(), &state.name)?;
        } else {
            steps::delete(engine, &context.reporter, state, &paths::kubeconfig()).await?;
        }
    }
    Ok(())
}
