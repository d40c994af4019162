//! `devcluster gpu`: one file a subcommand.

mod command;
mod fail;
mod heal;
mod list;

pub use command::{Args, run};
