//! The validated config that the rest of the project works with.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

use ipnet::Ipv4Net;

use super::gpus::Gpus;

/// A cluster as it shall be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cluster {
    pub name: String,
    /// `v1.36.3`.
    pub kubernetes_version: String,
    /// Control planes first; at least one.
    pub nodes: Vec<NodeSpec>,
    pub network: ClusterNetwork,
    /// Host ports.
    pub ports: Vec<PortSpec>,
    /// That it starts with.
    pub addons: Vec<AddonSpec>,
    pub images: Images,
    pub registries: Vec<RegistrySpec>,
    /// Certificates (PEM, one or more each) that nodes and image builds trust beside the usual ones.
    pub trusted_cas: Vec<String>,
    pub proxy: Option<ProxySpec>,
    /// Whether the API server writes down who asked it for what.
    pub audit_log: bool,
    pub components: Components,
}

/// An addon that a cluster starts with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddonSpec {
    pub name: String,
    /// As a person writes them.
    pub options: BTreeMap<String, String>,
}

/// Where images come from beside registries elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Images {
    /// Whether pods may use the engine's images without a load.
    pub shared: bool,
}

/// A node as it shall be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeSpec {
    /// Kubernetes name, `control-plane-1`.
    pub name: String,
    pub role: NodeRole,
    /// Labels of its Node object beside the role's.
    pub labels: BTreeMap<String, String>,
    /// Taints of its Node object beside the role's.
    pub taints: Vec<Taint>,
    /// CPUs in thousandths; `None` is all that the engine has.
    pub milli_cpus: Option<u32>,
    /// Bytes; `None` is all that the engine has.
    pub memory: Option<u64>,
    pub mounts: Vec<HostMount>,
    pub gpus: Option<Gpus>,
}

impl NodeSpec {
    /// A node without anything special; `number` counts from 1 within the role.
    pub fn new(role: NodeRole, number: usize) -> Self {
        Self {
            name: format!("{}-{number}", role.name()),
            role,
            labels: BTreeMap::new(),
            taints: Vec::new(),
            milli_cpus: None,
            memory: None,
            mounts: Vec::new(),
            gpus: None,
        }
    }
}

/// A taint of a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taint {
    pub key: String,
    pub value: String,
    /// `NoSchedule`, `PreferNoSchedule` or `NoExecute`.
    pub effect: String,
}

/// A folder or file of the host that a node sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostMount {
    /// Absolute path on the engine's host.
    pub source: PathBuf,
    /// Absolute path in the node.
    pub target: PathBuf,
    pub read_only: bool,
}

/// A port of the host that leads into the cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortSpec {
    /// Address of the host that listens.
    pub host_ip: IpAddr,
    pub host_port: u16,
    pub protocol: PortProtocol,
    pub target: PortTarget,
}

/// Transport protocol of a host port.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PortProtocol {
    Tcp,
    Udp,
}

/// Where a host port leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PortTarget {
    NodePort(u16),
    Service {
        namespace: String,
        name: String,
        /// Number or name of the service's port.
        port: String,
    },
}

/// How nodes reach one registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistrySpec {
    /// As in image names, `docker.io` or `registry.example.com:5000`.
    pub host: String,
    /// URLs that are asked before the registry itself, in this order.
    pub mirrors: Vec<String>,
    /// Certificate authority (PEM) of the registry and its mirrors.
    pub ca: Option<String>,
    /// Accept any certificate.
    pub insecure: bool,
}

/// Proxy of nodes, pulls and image builds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProxySpec {
    pub http: Option<String>,
    pub https: Option<String>,
    /// Hosts, domains and subnets that are reached without it; the cluster's own are added.
    pub no_proxy: Vec<String>,
}

/// Flags and feature gates for Kubernetes' components.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Components {
    /// For all components.
    pub feature_gates: BTreeMap<String, bool>,
    /// Groups and versions that the API server serves, `resource.k8s.io/v1alpha3: true`.
    pub runtime_config: BTreeMap<String, bool>,
    /// Flags without `--`; they take the place of ours.
    pub flags: BTreeMap<Component, BTreeMap<String, String>>,
}

/// A component that takes flags.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Component {
    ApiServer,
    ControllerManager,
    Scheduler,
    Kubelet,
    KubeProxy,
    Etcd,
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

    /// Bytes that a node takes at rest, rounded up, with room for a few pods: with less, kubelet evicts or the kernel
    /// kills.
    pub fn least_memory(self) -> u64 {
        match self {
            Self::ControlPlane => 768 << 20,
            Self::Worker => 192 << 20,
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
    /// Address of this host at which the API server is reached; unspecified for all of them.
    pub api_server_address: Ipv4Addr,
}

/// Prefix length of a node's share of the pod subnet, kube-controller-manager's default.
pub const NODE_POD_PREFIX: u8 = 24;
/// The smallest subnet, /24, has fixed addresses for 118 nodes.
pub const MOST_NODES: u32 = 100;

impl ClusterNetwork {
    /// How many nodes it has addresses for.
    pub fn most_nodes(&self) -> u32 {
        (1u32 << NODE_POD_PREFIX.saturating_sub(self.pod_subnet.prefix_len())).min(MOST_NODES)
    }

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
