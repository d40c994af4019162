//! Kubernetes' objects as far as they matter here.

mod pod;
mod policy;
mod protocol;
mod wire_pod;

pub use pod::Pod;
pub use policy::{Numbers, Peer, Policy, Port, Rule};
pub use protocol::Protocol;
pub use wire_pod::WirePod;
