//! `devcluster node shell`.

use std::ffi::OsString;
use std::io::IsTerminal;

use crate::cli::{CommandError, Context};
use crate::cluster::{node_shell, require_there};

/// Open a shell in a node, or run a command there
#[derive(clap::Args)]
pub struct Args {
    /// Name of the node [default: the first control plane]
    #[arg(value_name = "NODE")]
    node: Option<String>,
    /// The command, in place of a shell
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<OsString>,
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    let state = require_there(context.engine.as_ref(), &context.cluster_name()).await?;
    let terminal = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    let shell = node_shell(&state, args.node.as_deref(), terminal)?;
    let command = if args.command.is_empty() { vec![OsString::from("bash")] } else { args.command };
    match shell.run(&command).await? {
        0 => Ok(()),
        code => Err(CommandError::passed_on(code)),
    }
}
