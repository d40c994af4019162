//! The command line: arguments in, one call, result out.

mod command_line;
mod commands;
mod context;
mod destination;
mod duration;
mod error;
mod interrupt;
mod invocation;
mod output;
mod prompt;
mod table;
mod units;

pub use command_line::{Cli, main};
pub use context::Context;
pub use error::CommandError;
