//! `devcluster image`: one file a subcommand.

mod build;
mod catalogue;
mod command;
mod list;
pub mod load;
mod prime;
mod remove;
mod save;

pub use command::{Args, run};
