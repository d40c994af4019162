//! `devcluster port`: one file a subcommand.

use clap::Subcommand;

use super::{add, list, remove};
use crate::cli::{CommandError, Context};

/// Ports of this host that lead into a cluster
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
}

impl Args {
    /// Whether standard output carries data.
    pub fn prints_data(&self) -> bool {
        matches!(self.action, Action::List(_))
    }
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    match args.action {
        Action::List(args) => list::run(args, context).await,
        Action::Add(args) => add::run(args, context).await,
        Action::Remove(args) => remove::run(args, context).await,
    }
}
