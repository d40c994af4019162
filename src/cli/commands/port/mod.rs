//! `devcluster port`: one file a subcommand.

mod add;
mod command;
mod list;
mod remove;

pub use command::{Args, run};
