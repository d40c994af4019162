//! `devcluster node`: one file a subcommand.

mod add;
mod command;
mod list;
mod pause;
mod remove;
mod restart;
mod shell;
mod start;
mod stop;
mod unpause;
mod wait;

pub use command::{Args, run};
