//! `devcluster image`: one file a subcommand.

mod build;
mod command;
mod list;
pub mod load;

pub use command::{Args, run};
