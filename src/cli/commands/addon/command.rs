//! `devcluster addon`: one file a subcommand.

use clap::Subcommand;

use super::{check, disable, enable, info, list, new, open};
use crate::cli::{CommandError, Context};

/// Parts that a cluster can do without: ingress, metrics and more
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    List(list::Args),
    Info(info::Args),
    Enable(enable::Args),
    Disable(disable::Args),
    Open(open::Args),
    New(new::Args),
    Check(check::Args),
}

impl Args {
    /// Whether standard output carries data.
    pub fn prints_data(&self) -> bool {
        !matches!(self.action, Action::Enable(_) | Action::New(_))
    }
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    match args.action {
        Action::List(args) => list::run(args, context).await,
        Action::Info(args) => info::run(&args, context).await,
        Action::Enable(args) => enable::run(args, context).await,
        Action::Disable(args) => disable::run(args, context).await,
        Action::Open(args) => open::run(args, context).await,
        Action::New(args) => new::run(&args, context),
        Action::Check(args) => check::run(&args, context),
    }
}
