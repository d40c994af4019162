//! `devcluster gpu`: one file a subcommand.

use clap::Subcommand;

use super::{fail, heal, list};
use crate::cli::{CommandError, Context};

/// Simulated GPUs of a cluster's nodes
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    List(list::Args),
    Fail(fail::Args),
    Heal(heal::Args),
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
        Action::Fail(args) => fail::run(args, context).await,
        Action::Heal(args) => heal::run(args, context).await,
    }
}
