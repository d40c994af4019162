//! The node's part in the cluster's storage: makes a folder for each volume that is wanted on this node, and removes it.
//!
//! Every node's role sees to its own node, so that nothing but the node itself touches its disk. What belongs to no node
//! (any more) is one node's duty, found without talk: see `duty`.

mod act;
mod duty;
mod error;
mod folders;
mod names;
mod objects;
mod orphans;
mod plan;
mod refusal;
mod retries;
mod run;
mod watch;
mod world;

pub use run::run;
