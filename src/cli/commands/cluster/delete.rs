//! `devcluster delete`.

use crate::cli::{CommandError, Context, interrupt};
use crate::cluster::observe_all;
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
    let note = |text| context.reporter.event(&Event::Note { text });
    let names: Vec<_> = match args.all {
        true => observe_all(engine).await?.into_iter().map(|state| state.name).collect(),
        false => vec![context.cluster_name()],
    };
    if names.is_empty() {
        note("There are no clusters.".to_owned());
    }
    let interrupt = interrupt::token()?;
    for name in names {
        if !steps::delete(engine, &context.reporter, &name, &paths::kubeconfig(), &interrupt).await? {
            note(format!("There is no cluster `{name}`."));
        }
    }
    Ok(())
}
