//! A cluster as the engine shows it.

use std::fmt;
use std::net::SocketAddrV4;

use ipnet::Ipv4Net;
use time::OffsetDateTime;

use super::{NodeState, REGISTRY_USER};
use crate::cluster::ClusterError;
use crate::config::{NodeRole, PortSpec, PortTarget};
use crate::engine::Credentials;

/// A cluster as the engine shows it; without nodes where there is none.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ClusterState {
    pub name: String,
    /// Control planes first, each role in the order of the nodes' numbers; also those of which only volumes are left.
    pub nodes: Vec<NodeState>,
    /// Name of its network.
    pub network: Option<String>,
    /// Of its network; where that is gone, as its nodes remember it.
    pub subnet: Option<Ipv4Net>,
    /// Names of its volumes.
    pub volumes: Vec<String>,
    /// Its host ports, where it has any.
    pub ports: Option<PortsState>,
    /// The container that leads to its API servers, where it has or had several.
    pub api: Option<ApiState>,
    /// The container that layers of images pass through.
    pub registry: Option<RegistryState>,
    /// The container that gives nodes images of the engine.
    pub bridge: Option<BridgeState>,
}

/// The container that carries the host's ports, as the engine shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct PortsState {
    pub container: String,
    pub ports: Vec<PortSpec>,
    pub running: bool,
}

/// The container that leads to the API servers, as the engine shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct ApiState {
    pub container: String,
    /// Address and port of the host that lead to it.
    pub endpoint: SocketAddrV4,
    pub running: bool,
    /// When it was started last.
    pub started: Option<OffsetDateTime>,
}

/// The container that layers of images pass through, as the engine shows it.
#[derive(Clone, PartialEq)]
pub struct RegistryState {
    pub container: String,
    /// Port of 127.0.0.1 on the engine's host that leads to it.
    pub port: u16,
    pub password: String,
    /// Whether the nodes get images of the engine without a load.
    pub shared: bool,
    pub running: bool,
}

/// The container that gives nodes images of the engine, as the engine shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct BridgeState {
    pub container: String,
    pub running: bool,
}

impl fmt::Debug for RegistryState {
    /// Without the password.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { container, port, shared, running, .. } = self;
        write!(formatter, "RegistryState({container}, {port}, shared: {shared}, running: {running})")
    }
}

impl RegistryState {
    /// What it asks who comes to it.
    pub fn credentials(&self) -> Credentials {
        Credentials { user: REGISTRY_USER.to_owned(), password: self.password.clone() }
    }
}

impl ClusterState {
    /// Whether nothing at all is left of it.
    pub fn is_absent(&self) -> bool {
        let parts = self.nodes.is_empty() && self.network.is_none() && self.volumes.is_empty();
        parts && self.ports.is_none() && self.api.is_none() && self.registry.is_none() && self.bridge.is_none()
    }

    /// Whether all of its nodes run.
    pub fn is_running(&self) -> bool {
        !self.nodes.is_empty() && self.nodes.iter().all(|node| node.running)
    }

    /// Its control planes, in the order of their numbers.
    pub fn control_planes(&self) -> impl Iterator<Item = &NodeState> {
        self.nodes.iter().filter(|node| node.role == NodeRole::ControlPlane)
    }

    /// The control plane whose files and API server are asked: the first that runs, else the first that is there.
    pub fn first_control_plane(&self) -> Result<&NodeState, ClusterError> {
        let there = self.control_planes().filter(|node| !node.gone);
        let first = there.min_by_key(|node| !node.running);
        first.ok_or_else(|| ClusterError::NoControlPlane { name: self.name.clone() })
    }

    /// The node of that name.
    pub fn node(&self, name: &str) -> Result<&NodeState, ClusterError> {
        self.nodes.iter().find(|node| node.name == name).ok_or_else(|| ClusterError::NoNode {
            name: name.to_owned(),
            nodes: self.nodes.iter().map(|node| node.name.clone()).collect(),
        })
    }

    /// Version of its first node.
    pub fn kubernetes_version(&self) -> &str {
        self.nodes.first().map(|node| node.kubernetes_version.as_str()).unwrap_or_default()
    }

    /// Its registry as people call it who push to it, and as it is called in names of images: where the addon `registry`
    /// leads a port of the host to it.
    pub fn registry_host(&self) -> Option<String> {
        let is_registry = |port: &&PortSpec| match &port.target {
            PortTarget::Service { namespace, name, .. } => namespace == "kube-system" && name == "registry",
            PortTarget::NodePort(_) => false,
        };
        let port = self.published_ports().iter().find(is_registry)?;
        Some(format!("localhost:{}", port.host_port))
    }

    /// Its host ports, whether they are led on now or not.
    pub fn published_ports(&self) -> &[PortSpec] {
        self.ports.as_ref().map(|there| there.ports.as_slice()).unwrap_or_default()
    }

    /// Containers that come and go with the nodes, all of them: name, and whether it runs.
    pub fn beside_nodes(&self) -> impl Iterator<Item = (&str, bool)> {
        let ports = self.ports.iter().map(|ports| (ports.container.as_str(), ports.running));
        let api = self.api.iter().map(|api| (api.container.as_str(), api.running));
        let registry = self.registry.iter().map(|registry| (registry.container.as_str(), registry.running));
        let bridge = self.bridge.iter().map(|bridge| (bridge.container.as_str(), bridge.running));
        ports.chain(api).chain(registry).chain(bridge)
    }

    /// Address and port of the host that lead to the API server.
    pub fn api_endpoint(&self) -> Option<SocketAddrV4> {
        let node = || self.nodes.iter().find_map(|node| node.record.api);
        self.api.as_ref().map(|api| api.endpoint).or_else(node)
    }
}
