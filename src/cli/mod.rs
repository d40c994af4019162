//! The command line: arguments in, one call, result out.

mod command_line;
mod commands;
mod context;
mod duration;
mod error;
mod interrupt;
mod output;
mod table;

pub use command_line::{Cli, main};
pub use context::Context;
pub use error::CommandError;
