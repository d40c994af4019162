//! `devcluster kubeconfig`.

use clap::Subcommand;

use crate::cli::{CommandError, Context};
use crate::cluster::kubeconfig::Current;
use crate::cluster::{host_kubeconfig, kubeconfig, names, require_there};
use crate::image::Catalogue;
use crate::report::Event;
use crate::{paths, steps, yaml};

/// The kubeconfig of a cluster
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Print it
    Print,
    /// Print the path of the file that `start` writes
    Path,
    /// Write it into that file and make its context the current one
    Merge,
    /// Give yourself a new certificate and key; the old ones are good until they expire: Kubernetes revokes none
    Rotate,
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    let path = paths::kubeconfig();
    if let Action::Path = args.action {
        return context.output.print(&path, |path| path.display().to_string());
    }
    if let Action::Rotate = args.action {
        let (engine, name, images) =
            (context.engine.as_ref(), context.cluster_name(), Catalogue::load()?.system_images());
        let rotate = async || steps::rotate_kubeconfig(engine, &context.reporter, &name, &images, &path).await;
        return context.alone_unless_interrupted(rotate).await;
    }
    let state = require_there(context.engine.as_ref(), &context.cluster_name()).await?;
    let text = host_kubeconfig(context.engine.as_ref(), &state).await?;
    if let Action::Print = args.action {
        let parsed: serde_json::Value = yaml::parse(&text).map_err(CommandError::internal)?;
        return context.output.print(&parsed, |_| text);
    }
    kubeconfig::merge(&path, &text, Current::Ours)?;
    let text = format!("Context `{}` is in `{}` and current.", names::context(&state.name), path.display());
    context.reporter.event(&Event::Note { text });
    Ok(())
}
