//! `devcluster bundle`: one file a subcommand.

mod command;
mod create;
mod load;

pub use command::{Args, run};
