//! `devcluster image`: one file a subcommand.

mod build;
mod command;
mod list;
pub mod load;
pub mod prime;

pub use command::{Args, run};
