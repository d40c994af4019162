//! The node's GPUs, simulated or the machine's own: kubelet's device plugin, what containers see of their devices, and
//! how devices fail.
//!
//! For kubelet's device plugin the role asks nothing of the API server: it talks with kubelet on this node, and with those
//! who run it in the node. Where pods claim GPUs (DRA) it tells the API server of them, and reads the claims.

mod advertised;
mod cdi;
mod command;
mod definition;
mod dra;
mod driver;
mod folders;
mod health;
mod holders;
mod host;
mod instruments;
mod metrics;
mod notify;
mod offered;
mod plugin;
mod reading;
mod run;
mod source;
mod unit;
mod usage;

pub use command::{Command, run_command};
pub use driver::{CUDA, DRIVER};
pub use folders::{FOLDER, Seen, read_all};
#[cfg(test)]
pub use reading::Gauges;
pub use reading::{INTERVAL, Reading};
pub use run::run;
pub use source::Source;
pub use unit::Unit;
#[cfg(test)]
pub use unit::{Gpu, Part};
pub use usage::{Sample, Usage};
