//! `devcluster node`: one file a subcommand.

use clap::Subcommand;

use super::{add, list, pause, remove, restart, shell, start, stop, unpause};
use crate::cli::{CommandError, Context};

/// Single nodes of a cluster
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    List(list::Args),
    Add(add::Args),
    Remove(remove::Args),
    Start(start::Args),
    Stop(stop::Args),
    Restart(restart::Args),
    Pause(pause::Args),
    Unpause(unpause::Args),
    Shell(shell::Args),
}

impl Args {
    /// Whether standard output carries data.
    pub fn prints_data(&self) -> bool {
        matches!(self.action, Action::List(_) | Action::Shell(_))
    }
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    match args.action {
        Action::List(args) => list::run(args, context).await,
        Action::Add(args) => add::run(args, context).await,
        Action::Remove(args) => remove::run(args, context).await,
        Action::Start(args) => start::run(args, context).await,
        Action::Stop(args) => stop::run(args, context).await,
        Action::Restart(args) => restart::run(args, context).await,
        Action::Pause(args) => pause::run(args, context).await,
        Action::Unpause(args) => unpause::run(args, context).await,
        Action::Shell(args) => shell::run(args, context).await,
    }
}
