//! `devcluster bundle`: one file a subcommand.

use clap::Subcommand;

use super::{create, load};
use crate::cli::{CommandError, Context};

/// One file that sets devcluster up on a machine without a network
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    Create(create::Args),
    Load(load::Args),
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    match args.action {
        Action::Create(args) => create::run(args, context).await,
        Action::Load(args) => load::run(args, context).await,
    }
}
