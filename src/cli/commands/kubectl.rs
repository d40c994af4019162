//! `devcluster kubectl`, and what other commands leave to kubectl.

use std::ffi::OsString;
use std::io::IsTerminal;

use crate::app::{Place, Target};
use crate::cli::{CommandError, Context};
use crate::cluster::{ClusterState, Program, context_kubectl, kubectl, require_api};

/// Run kubectl on the cluster: the host's, or the node's own where the host has none
#[derive(clap::Args)]
pub struct Args {
    /// Arguments of kubectl
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGS")]
    arguments: Vec<OsString>,
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    let state = require_api(context.engine.as_ref(), &context.cluster_name()).await?;
    run_with(context, &state, &args.arguments).await
}

/// Runs kubectl with this process's streams; its exit code is passed on.
pub async fn run_with(context: &Context, state: &ClusterState, arguments: &[OsString]) -> Result<(), CommandError> {
    let terminal = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    pass_on(&kubectl(context.engine.as_ref(), state, terminal).await?, arguments).await
}

/// As `run_with`, on any cluster.
pub async fn run_on(context: &Context, target: &Target, arguments: &[OsString]) -> Result<(), CommandError> {
    match &target.place {
        Place::Ours(state) => run_with(context, state, arguments).await,
        Place::Elsewhere { context } => pass_on(&context_kubectl(context)?, arguments).await,
    }
}

async fn pass_on(kubectl: &Program, arguments: &[OsString]) -> Result<(), CommandError> {
    match kubectl.run(arguments).await? {
        0 => Ok(()),
        code => Err(CommandError::passed_on(code)),
    }
}
