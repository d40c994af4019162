//! Wire form to validated config: what values mean together, and what they name on the host. Every problem is noted.

mod certificates;
mod cluster;
mod files;
mod findings;
mod gpus;
mod network;
mod nodes;
mod ports;
mod registries;

pub use cluster::validate;
pub use findings::Findings;
pub use nodes::node_count;
