//! `devcluster config`: one file a subcommand.

use clap::Subcommand;

use super::{check, init, schema, show};
use crate::cli::{CommandError, Context};

/// The config file of a cluster: write, check and show it
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    Init(init::Args),
    Check(check::Args),
    Show(show::Args),
    Schema(schema::Args),
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    match args.action {
        Action::Init(args) => init::run(&args, context),
        Action::Check(args) => check::run(&args, context),
        Action::Show(args) => show::run(args, context).await,
        Action::Schema(args) => schema::run(&args),
    }
}
