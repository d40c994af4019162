//! Wire form to validated config: what values mean together, and what they name on the host. Every problem is noted.

mod certificates;
mod cluster;
mod files;
mod network;
mod nodes;
mod ports;
mod registries;

pub use cluster::{Findings, validate};
pub use nodes::node_count;
