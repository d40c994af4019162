//! The validated config that the rest of the project works with.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

/// A cluster as it shall be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cluster {
    pub name: String,
    /// `v1.36.3`.
    pub kubernetes_version: String,
    pub nodes: Vec<NodeSpec>,
    pub network: ClusterNetwork,
}

/// A node as it shall be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeSpec {
    /// Kubernetes name, `control-plane-1`.
    pub name: String,
    pub role: NodeRole,
}

/// What a node is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NodeRole {
    ControlPlane,
    Worker,
}

impl NodeRole {
    /// The role's name as it stands in labels and node names.
    pub fn name(self) -> &'static str {
        match self {
            Self::ControlPlane => "control-plane",
            Self::Worker => "worker",
        }
    }

    /// The role of that name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::ControlPlane, Self::Worker].into_iter().find(|role| role.name() == name)
    }
}

/// Addresses of a cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClusterNetwork {
    pub pod_subnet: Ipv4Net,
    pub service_subnet: Ipv4Net,
    /// Subnet of the nodes' network in the engine; `None` takes a free one.
    pub subnet: Option<Ipv4Net>,
    /// MTU of the nodes' network; `None` takes the host's where it is below 1500.
    pub mtu: Option<u32>,
}

impl ClusterNetwork {
    /// Address of the cluster's DNS service: the tenth of the service subnet, as kubeadm has it.
    pub fn dns_address(&self) -> Ipv4Addr {
        nth(self.service_subnet, 10)
    }

    /// Address of the `kubernetes` service: the first of the service subnet.
    pub fn api_service_address(&self) -> Ipv4Addr {
        nth(self.service_subnet, 1)
    }
}

/// The address at an offset from a subnet's start.
pub fn nth(subnet: Ipv4Net, offset: u32) -> Ipv4Addr {
    Ipv4Addr::from(u32::from(subnet.network()).saturating_add(offset))
}
