//! `start`, from what is there to a cluster whose system pods are all ready.

mod complete;
mod create;
mod extend;
mod options;
mod run;
mod wait;

pub use options::{Beside, StartOptions, Started};
pub use run::start;
