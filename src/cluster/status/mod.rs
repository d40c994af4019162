//! The state of one cluster: its nodes, system pods, addresses, volumes and certificates, and what is wrong.

mod disk;
mod gather;
mod look;
mod model;
mod problems;
mod volumes;

pub use gather::Depth;
pub use look::cluster_status;
pub use model::{ClusterStatus, NodeStatus};
pub use problems::Problem;
pub use volumes::VolumeStatus;
pub(super) use volumes::node_of;
