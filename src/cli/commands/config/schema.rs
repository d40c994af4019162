//! `devcluster config schema`.

use crate::cli::CommandError;
use crate::cli::output::write_line;
use crate::config;

/// Print the JSON schema of config files, for editors
#[derive(clap::Args)]
pub struct Args {}

pub fn run(_args: &Args) -> Result<(), CommandError> {
    write_line(config::SCHEMA)
}
