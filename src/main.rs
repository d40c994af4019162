//! The `devcluster` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    devcluster::cli::main()
}
