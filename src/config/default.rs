//! What holds where the config is silent.

use super::v1alpha1::Node;

/// The Kubernetes version of this release's node image.
pub const KUBERNETES_VERSION: &str = "v1.36.3";
/// Name of a cluster.
pub const NAME: &str = "dev";
/// kubeadm's customary pod subnet, /24 a node.
pub const POD_SUBNET: &str = "10.244.0.0/16";
/// kubeadm's service subnet.
pub const SERVICE_SUBNET: &str = "10.96.0.0/12";

/// One control plane.
pub fn nodes() -> Vec<Node> {
    vec![Node { role: "control-plane".to_owned(), count: None }]
}
