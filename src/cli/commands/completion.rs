//! `devcluster completion`.

use clap::CommandFactory;
use clap_complete::Shell;

use crate::cli::output::write_line;
use crate::cli::{Cli, CommandError};

/// Print the completion script of a shell
#[derive(clap::Args)]
pub struct Args {
    shell: Shell,
}

pub fn run(args: &Args) -> Result<(), CommandError> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "devcluster", &mut script);
    write_line(&String::from_utf8_lossy(&script))
}
