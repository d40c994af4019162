//! `devcluster config`: one file a subcommand.

mod check;
mod command;
mod init;
mod schema;
mod show;

pub use command::{Args, run};
