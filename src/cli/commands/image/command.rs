//! `devcluster image`: one file a subcommand.

use clap::Subcommand;

use super::{build, list, load, prime, remove, save};
use crate::cli::{CommandError, Context};

/// Images: of devcluster itself, and yours in the cluster
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    Build(build::Args),
    Load(load::Args),
    List(list::Args),
    Remove(remove::Args),
    Save(save::Args),
    #[command(hide = true)]
    Prime(prime::Args),
}

impl Args {
    /// Whether standard output carries data.
    pub fn prints_data(&self) -> bool {
        match &self.action {
            Action::List(_) => true,
            Action::Build(args) => args.prints_data(),
            Action::Save(args) => args.prints_data(),
            Action::Load(_) | Action::Prime(_) | Action::Remove(_) => false,
        }
    }
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    match args.action {
        Action::Build(args) => build::run(args, context).await,
        Action::Load(args) => load::run(args, context).await,
        Action::List(args) => list::run(args, context).await,
        Action::Remove(args) => remove::run(args, context).await,
        Action::Save(args) => save::run(args, context).await,
        Action::Prime(args) => prime::run(args, context).await,
    }
}
