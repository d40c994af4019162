//! What this host is like, and the certificates that it trusts.

mod network;
mod trust;

pub use network::{free_port, free_space, listen, proxy, routed_subnets, routes, small_mtu};
pub use trust::{TrustError, Trusted, distrust, trust};
