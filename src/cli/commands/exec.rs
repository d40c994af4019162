//! `devcluster exec`.

use std::ffi::OsString;
use std::io::IsTerminal;
use std::path::Path;

use super::kubectl;
use crate::app::{AppFile, Target};
use crate::cli::destination::ContextArgs;
use crate::cli::{CommandError, Context};
use crate::cluster;

/// Run a command in a container of an app
#[derive(clap::Args)]
pub struct Args {
    /// Name of a Deployment, of an app or of a pod [default: the app in this folder]
    app: Option<String>,
    /// Namespace of the app
    #[arg(long, short)]
    namespace: Option<String>,
    /// Container of the pod [default: the first]
    #[arg(long, value_name = "NAME")]
    container: Option<String>,
    #[command(flatten)]
    place: ContextArgs,
    /// The command and its arguments, after --
    #[arg(last = true, required = true, value_name = "CMD")]
    command: Vec<OsString>,
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    let (namespace, app) = AppFile::named_or_here(args.app.as_deref(), args.namespace.as_deref(), Path::new("."))?;
    let target = Target::find(context.engine.as_ref(), &args.place.destination(context), false).await?;
    let pods = cluster::find_app_pods(&target.kube, &namespace, &app).await?;
    let terminal = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    kubectl::run_on(context, &target, &arguments(args, &namespace, &pods.best, terminal)).await
}

fn arguments(args: Args, namespace: &str, pod: &str, terminal: bool) -> Vec<OsString> {
    let streams = if terminal { "--stdin=true --tty=true" } else { "--stdin=true" };
    let mut words: Vec<OsString> = ["exec", "--namespace", namespace, pod].map(OsString::from).to_vec();
    words.extend(streams.split(' ').map(OsString::from));
    words.extend(args.container.map(|container| format!("--container={container}").into()));
    words.push("--".into());
    words.extend(args.command);
    words
}
