//! `devcluster image`: one file a subcommand.

use clap::Subcommand;

use super::{CommandError, Context, image_build, image_list, image_load};

/// Images: of devcluster itself, and yours in the cluster
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    Build(image_build::Args),
    Load(image_load::Args),
    List(image_list::Args),
}

impl Args {
    /// Whether standard output carries data.
    pub fn prints_data(&self) -> bool {
        matches!(self.action, Action::List(_))
    }
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    match args.action {
        Action::Build(args) => image_build::run(args, context).await,
        Action::Load(args) => image_load::run(args, context).await,
        Action::List(args) => image_list::run(args, context).await,
    }
}
