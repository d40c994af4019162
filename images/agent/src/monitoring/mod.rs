//! What the addon `monitoring` runs of the agent, in pods: figures of the cluster's objects, and those of programs that
//! listen on a node's loopback.

mod loopback;
mod objects;

pub use loopback::run as run_loopback;
pub use objects::run as run_objects;
