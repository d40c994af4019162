//! Who gets which address in a cluster's network.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

use crate::config::{Cluster, NodeRole, NodeSpec, Taint, nth};

/// Prefix length of the subnets that are taken when the user names none: 1024 addresses.
const SUBNET_PREFIX: u8 = 22;
/// Where they are taken from: seldom used by offices and VPNs, and not by Docker's own first pools.
const SUBNET_POOL: &str = "172.24.0.0/13";
const API_OFFSET: u32 = 2;
const FIRST_NODE_OFFSET: u32 = 10;
/// Prefix length of a node's share of the pod subnet, kube-controller-manager's default.
const NODE_POD_PREFIX: u8 = 24;

/// Addresses of a cluster: the subnet's first half is for fixed addresses (gateway, API, nodes), the third quarter is
/// the engine's to give out, the last is for LoadBalancers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    pub subnet: Ipv4Net,
    pub gateway: Ipv4Addr,
    /// The part that the engine gives out by itself.
    pub ip_range: Ipv4Net,
    /// Address of the API inside the network; the first control plane holds it as a second address.
    pub api_address: Ipv4Addr,
    /// Addresses for Services of type LoadBalancer.
    pub load_balancers: Ipv4Net,
    pub nodes: Vec<NodeLayout>,
}

/// A node with its addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeLayout {
    pub spec: NodeSpec,
    pub address: Ipv4Addr,
    pub pod_subnet: Ipv4Net,
}

impl Layout {
    /// Lays a cluster out in a subnet.
    pub fn new(cluster: &Cluster, subnet: Ipv4Net) -> Self {
        let half = 1u32 << (31 - subnet.prefix_len());
        let pod_subnets =
            cluster.network.pod_subnet.subnets(NODE_POD_PREFIX.max(cluster.network.pod_subnet.prefix_len()));
        let nodes = cluster.nodes.iter().zip(pod_subnets.into_iter().flatten()).zip(FIRST_NODE_OFFSET..);
        Self {
            subnet,
            gateway: nth(subnet, 1),
            ip_range: Ipv4Net::new_assert(nth(subnet, half), subnet.prefix_len() + 2),
            api_address: nth(subnet, API_OFFSET),
            load_balancers: Ipv4Net::new_assert(nth(subnet, half + half / 2), subnet.prefix_len() + 2),
            nodes: nodes
                .map(|((node, pod_subnet), offset)| NodeLayout {
                    spec: node.clone(),
                    address: nth(subnet, offset),
                    pod_subnet,
                })
                .collect(),
        }
    }

    /// Whether there are workers: then they run the pods, and the control plane is kept free of them.
    pub fn has_workers(&self) -> bool {
        self.nodes.iter().any(|node| node.spec.role == NodeRole::Worker)
    }

    /// All taints of a node.
    pub fn taints(&self, node: &NodeLayout) -> Vec<Taint> {
        let role = (self.has_workers() && node.spec.role == NodeRole::ControlPlane).then(|| Taint {
            key: "node-role.kubernetes.io/control-plane".to_owned(),
            value: String::new(),
            effect: "NoSchedule".to_owned(),
        });
        role.into_iter().chain(node.spec.taints.iter().cloned()).collect()
    }
}

/// The first subnet of our pool that overlaps none of `taken`.
pub fn free_subnet(taken: &[Ipv4Net]) -> Option<Ipv4Net> {
    let pool: Ipv4Net = SUBNET_POOL.parse().ok()?;
    let overlaps = |one: &Ipv4Net, other: &Ipv4Net| one.contains(other) || other.contains(one);
    pool.subnets(SUBNET_PREFIX).ok()?.find(|subnet| !taken.iter().any(|other| overlaps(subnet, other)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subnet_is_shared_out_without_overlap() {
        let cluster = crate::config::named("dev").unwrap();
        let layout = Layout::new(&cluster, "172.24.4.0/22".parse().unwrap());
        insta::assert_debug_snapshot!((
            layout.gateway,
            layout.api_address,
            layout.ip_range,
            layout.load_balancers,
            layout.nodes
        ));
    }

    #[test]
    fn a_taken_subnet_is_passed_over() {
        let taken = ["172.24.0.0/16".parse().unwrap(), "172.25.0.0/24".parse().unwrap()];
        assert_eq!(free_subnet(&taken), Some("172.25.4.0/22".parse().unwrap()));
        assert_eq!(free_subnet(&["172.16.0.0/12".parse().unwrap()]), None);
    }
}
