//! The dashboard's side on this machine: the way to its server, a session for it, and the work that the page asks for.

mod desk;
mod error;
mod keep;
mod listen;
mod messages;
mod run;
mod secrets;
mod talk;
mod work;

pub use error::DashboardError;
pub use run::{Options, run};
