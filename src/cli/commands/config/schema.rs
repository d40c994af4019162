//! `devcluster config schema`.

use crate::app;
use crate::cli::CommandError;
use crate::cli::output::write_line;
use crate::config;

/// Print the JSON schema of config files, for editors
#[derive(clap::Args)]
pub struct Args {
    /// That of devcluster.yaml, which describes an app
    #[arg(long)]
    app: bool,
}

pub fn run(args: &Args) -> Result<(), CommandError> {
    write_line(if args.app { app::SCHEMA } else { config::SCHEMA })
}
