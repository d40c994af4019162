//! `devcluster addon`: one file a subcommand.

mod check;
mod command;
mod disable;
mod enable;
mod info;
mod list;
mod new;
mod open;

pub use command::{Args, run};
pub use enable::report;
