//! Who gets which address in a cluster's network.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

use crate::cluster::state::ClusterState;
use crate::config::{Cluster, ClusterNetwork, NODE_POD_PREFIX, NodeRole, NodeSpec, Taint, nth};

/// Prefix length of the subnets that are taken when the user names none: 1024 addresses.
const SUBNET_PREFIX: u8 = 22;
/// Where they are taken from: seldom used by offices and VPNs, and not by Docker's own first pools.
pub const SUBNET_POOL: &str = "172.24.0.0/13";
const API_OFFSET: u32 = 2;
const PORTS_OFFSET: u32 = 3;
const REGISTRY_OFFSET: u32 = 4;
const BRIDGE_OFFSET: u32 = 5;
const FIRST_NODE_OFFSET: u32 = 10;

/// Addresses of a cluster: the subnet's first half is for fixed addresses (gateway, API, host ports, registry and bridge, nodes), the third quarter is
/// the engine's to give out, the last is for LoadBalancers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    pub subnet: Ipv4Net,
    /// Address of the API inside the network.
    pub api_address: Ipv4Addr,
    pub api_holder: ApiHolder,
    /// Addresses for Services of type LoadBalancer.
    pub load_balancers: Ipv4Net,
    pub nodes: Vec<NodeLayout>,
}

/// Who has the API's address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApiHolder {
    /// The only control plane, as a second address.
    ControlPlane,
    /// A container that leads to all control planes.
    Container,
}

/// A node with its addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeLayout {
    pub spec: NodeSpec,
    /// Its place, from which its addresses follow.
    pub index: u32,
    pub address: Ipv4Addr,
    pub pod_subnet: Ipv4Net,
}

impl Layout {
    /// Lays a new cluster out in a subnet.
    pub fn new(cluster: &Cluster, subnet: Ipv4Net) -> Self {
        let control_planes = cluster.nodes.iter().filter(|node| node.role == NodeRole::ControlPlane).count();
        let holder = if control_planes > 1 { ApiHolder::Container } else { ApiHolder::ControlPlane };
        Self::of(&cluster.network, subnet, holder, (0..).zip(cluster.nodes.iter().cloned()))
    }

    /// The layout of nodes in their places.
    pub fn of(
        network: &ClusterNetwork,
        subnet: Ipv4Net,
        api_holder: ApiHolder,
        nodes: impl IntoIterator<Item = (u32, NodeSpec)>,
    ) -> Self {
        let node = |(index, spec)| NodeLayout {
            spec,
            index,
            address: node_address(subnet, index),
            pod_subnet: pod_subnet(network, index),
        };
        Self {
            subnet,
            api_address: api_address(subnet),
            api_holder,
            load_balancers: load_balancers(subnet),
            nodes: nodes.into_iter().map(node).collect(),
        }
    }

    /// The layout of a cluster that is there, in its subnet.
    pub fn observed(network: &ClusterNetwork, state: &ClusterState, subnet: Ipv4Net) -> Self {
        let holder = if state.api.is_some() { ApiHolder::Container } else { ApiHolder::ControlPlane };
        let nodes = state.nodes.iter().map(|node| (node.record.index, node.record.spec.clone()));
        Self::of(network, subnet, holder, nodes)
    }

    /// The control planes, in the order of the nodes.
    pub fn control_planes(&self) -> impl Iterator<Item = &NodeLayout> {
        self.nodes.iter().filter(|node| node.spec.role == NodeRole::ControlPlane)
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

/// Address of the node in a place.
pub fn node_address(subnet: Ipv4Net, index: u32) -> Ipv4Addr {
    nth(subnet, FIRST_NODE_OFFSET + index)
}

/// A node's share of the subnet of all pods.
fn pod_subnet(network: &ClusterNetwork, index: u32) -> Ipv4Net {
    let all = network.pod_subnet;
    let prefix = NODE_POD_PREFIX.max(all.prefix_len());
    Ipv4Net::new_assert(nth(all, index << (32 - prefix)), prefix)
}

/// Address of the engine's host in a cluster's network.
pub fn gateway(subnet: Ipv4Net) -> Ipv4Addr {
    nth(subnet, 1)
}

/// The part of a cluster's subnet that the engine gives out by itself.
pub fn engine_range(subnet: Ipv4Net) -> Ipv4Net {
    let half = 1u32 << (31 - subnet.prefix_len());
    Ipv4Net::new_assert(nth(subnet, half), subnet.prefix_len() + 2)
}

/// The last quarter of a cluster's subnet.
pub fn load_balancers(subnet: Ipv4Net) -> Ipv4Net {
    let quarter = 1u32 << (30 - subnet.prefix_len());
    Ipv4Net::new_assert(nth(subnet, 3 * quarter), subnet.prefix_len() + 2)
}

/// Address of the API in a cluster's network.
pub fn api_address(subnet: Ipv4Net) -> Ipv4Addr {
    nth(subnet, API_OFFSET)
}

/// Address of the container that carries the host's ports.
pub fn ports_address(subnet: Ipv4Net) -> Ipv4Addr {
    nth(subnet, PORTS_OFFSET)
}

/// Address of the container that layers of images pass through.
pub fn registry_address(subnet: Ipv4Net) -> Ipv4Addr {
    nth(subnet, REGISTRY_OFFSET)
}

/// Address of the container that gives nodes images of the engine.
pub fn bridge_address(subnet: Ipv4Net) -> Ipv4Addr {
    nth(subnet, BRIDGE_OFFSET)
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
            gateway(layout.subnet),
            layout.api_address,
            layout.api_holder,
            engine_range(layout.subnet),
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
