//! `nvidia-smi`: this program under that name shows the simulated GPUs of a container, or of the node.

mod arguments;
mod list;
mod query;
mod run;
#[cfg(test)]
pub mod samples;
mod table;

pub use run::{is_meant, run};
