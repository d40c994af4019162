//! What holds where the config is silent.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

/// The Kubernetes version of this release's node image.
pub const KUBERNETES_VERSION: &str = "v1.36.3";
/// Name of a cluster.
pub const NAME: &str = "dev";

/// Address of this host at which the API server is reached: by this host alone.
pub const API_SERVER_ADDRESS: Ipv4Addr = Ipv4Addr::LOCALHOST;

/// kubeadm's customary pod subnet, 10.244.0.0/16: /24 a node.
pub fn pod_subnet() -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(10, 244, 0, 0), 16)
}

/// kubeadm's service subnet, 10.96.0.0/12.
pub fn service_subnet() -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(10, 96, 0, 0), 12)
}
