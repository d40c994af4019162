//! `devcluster exec`.

use std::ffi::OsString;
use std::io::IsTerminal;

use super::kubectl;
use crate::cli::{CommandError, Context};
use crate::cluster;

/// Run a command in a container of an app
#[derive(clap::Args)]
pub struct Args {
    /// Name of a Deployment, of an app (label `app`) or of a pod
    app: String,
    /// Namespace of the app
    #[arg(long, short, default_value = "default")]
    namespace: String,
    /// Container of the pod [default: the first]
    #[arg(long, value_name = "NAME")]
    container: Option<String>,
    /// The command and its arguments, after --
    #[arg(last = true, required = true, value_name = "CMD")]
    command: Vec<OsString>,
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    let state = cluster::require_api(context.engine.as_ref(), &context.cluster_name()).await?;
    let kube = cluster::connect(context.engine.as_ref(), &state).await?;
    let pods = cluster::find_app_pods(&kube, &args.namespace, &args.app).await?;
    let terminal = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    kubectl::run_with(context, &state, &arguments(args, &pods.best, terminal)).await
}

fn arguments(args: Args, pod: &str, terminal: bool) -> Vec<OsString> {
    let streams = if terminal { "--stdin=true --tty=true" } else { "--stdin=true" };
    let mut words: Vec<OsString> = ["exec", "--namespace", &args.namespace, pod].map(OsString::from).to_vec();
    words.extend(streams.split(' ').map(OsString::from));
    words.extend(args.container.map(|container| format!("--container={container}").into()));
    words.push("--".into());
    words.extend(args.command);
    words
}
