//! What there is of a cluster in the container engine.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;

use ipnet::Ipv4Net;
use time::OffsetDateTime;

use super::{ClusterError, names};
use crate::config::{NodeRole, PortSpec};
use crate::engine::{Container, ContainerState, Engine, EngineError, Labels, Network, Volume};

/// The API server's port in a node.
pub const API_PORT: u16 = 6443;

/// A cluster as the engine shows it; without nodes where there is none.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ClusterState {
    pub name: String,
    /// In the order of their names.
    pub nodes: Vec<NodeState>,
    /// Name of its network.
    pub network: Option<String>,
    /// Names of its volumes.
    pub volumes: Vec<String>,
    /// Its host ports, where it has any.
    pub ports: Option<PortsState>,
}

/// The container that carries the host's ports, as the engine shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct PortsState {
    pub container: String,
    pub ports: Vec<PortSpec>,
    pub running: bool,
}

/// A node as the engine shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct NodeState {
    /// Kubernetes name, `control-plane-1`.
    pub name: String,
    pub container: String,
    pub role: NodeRole,
    pub kubernetes_version: String,
    /// Fixed address on the cluster's network.
    pub address: Option<Ipv4Addr>,
    /// Host port of its API server.
    pub api_port: Option<u16>,
    pub running: bool,
    /// Frozen, and so not running.
    pub paused: bool,
    /// When its container was started last.
    pub started: Option<OffsetDateTime>,
}

impl ClusterState {
    /// Whether nothing at all is left of it.
    pub fn is_absent(&self) -> bool {
        self.nodes.is_empty() && self.network.is_none() && self.volumes.is_empty() && self.ports.is_none()
    }

    /// Whether all of its nodes run.
    pub fn is_running(&self) -> bool {
        !self.nodes.is_empty() && self.nodes.iter().all(|node| node.running)
    }

    /// The control plane whose files and API server are asked.
    pub fn first_control_plane(&self) -> Result<&NodeState, ClusterError> {
        let control_plane = self.nodes.iter().find(|node| node.role == NodeRole::ControlPlane);
        control_plane.ok_or_else(|| ClusterError::NoControlPlane { name: self.name.clone() })
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

    /// Its host ports, whether they are led on now or not.
    pub fn published_ports(&self) -> &[PortSpec] {
        self.ports.as_ref().map(|there| there.ports.as_slice()).unwrap_or_default()
    }

    /// Host port of the API server.
    pub fn api_port(&self) -> Option<u16> {
        self.nodes.iter().find_map(|node| node.api_port)
    }
}

/// Looks at what there is of a cluster.
pub async fn observe(engine: &dyn Engine, name: &str) -> Result<ClusterState, ClusterError> {
    Ok(Objects::look_up(engine, &names::cluster_labels(name)).await?.of_cluster(name))
}

/// All clusters, by name.
pub async fn observe_all(engine: &dyn Engine) -> Result<Vec<ClusterState>, ClusterError> {
    let objects = Objects::look_up(engine, &names::any_cluster()).await?;
    Ok(objects.cluster_names().iter().map(|name| objects.of_cluster(name)).collect())
}

/// The cluster, where its API server can answer: nodes that are down are Kubernetes' own concern.
pub async fn require_api(engine: &dyn Engine, name: &str) -> Result<ClusterState, ClusterError> {
    let state = require_there(engine, name).await?;
    if state.first_control_plane()?.running { Ok(state) } else { Err(at_rest(&state)) }
}

/// The cluster, where all of its nodes run; an error that says what to do where not.
pub async fn require_running(engine: &dyn Engine, name: &str) -> Result<ClusterState, ClusterError> {
    let state = require_there(engine, name).await?;
    if state.is_running() { Ok(state) } else { Err(at_rest(&state)) }
}

fn at_rest(state: &ClusterState) -> ClusterError {
    let name = state.name.clone();
    if state.nodes.iter().any(|node| node.paused) {
        ClusterError::Paused { name }
    } else {
        ClusterError::Stopped { name }
    }
}

/// The cluster, where it is there.
pub async fn require_there(engine: &dyn Engine, name: &str) -> Result<ClusterState, ClusterError> {
    let state = observe(engine, name).await?;
    if state.nodes.is_empty() {
        return Err(ClusterError::NotThere { name: name.to_owned() });
    }
    Ok(state)
}

/// Objects of clusters as the engine shows them.
pub(super) struct Objects {
    pub containers: Vec<Container>,
    pub networks: Vec<Network>,
    pub volumes: Vec<Volume>,
}

impl Objects {
    /// Asks for all that carry `labels`.
    pub async fn look_up(engine: &dyn Engine, labels: &Labels) -> Result<Self, EngineError> {
        let (containers, networks, volumes) =
            tokio::try_join!(engine.containers(labels), engine.networks(labels), engine.volumes(labels))?;
        Ok(Self { containers, networks, volumes })
    }

    /// Names of the clusters that they belong to, in order.
    pub fn cluster_names(&self) -> BTreeSet<String> {
        let labels = self.containers.iter().map(|container| &container.labels);
        let labels = labels.chain(self.networks.iter().map(|network| &network.labels));
        labels
            .chain(self.volumes.iter().map(|volume| &volume.labels))
            .filter_map(|labels| labels.get(names::CLUSTER_LABEL).cloned())
            .collect()
    }

    /// Subnet of one cluster's network.
    pub fn subnet(&self, name: &str) -> Option<Ipv4Net> {
        let network = self.networks.iter().find(|network| is_of(&network.labels, name))?;
        network.subnets.iter().find_map(|subnet| subnet.parse().ok())
    }

    /// What there is of one cluster.
    pub fn of_cluster(&self, name: &str) -> ClusterState {
        let ours = |labels: &Labels| is_of(labels, name);
        let nodes = self.containers.iter().filter(|container| ours(&container.labels));
        let network = self.networks.iter().find(|network| ours(&network.labels));
        let volumes = self.volumes.iter().filter(|volume| ours(&volume.labels));
        ClusterState {
            name: name.to_owned(),
            nodes: nodes.filter_map(|container| node(container, name)).collect(),
            network: network.map(|network| network.name.clone()),
            volumes: volumes.map(|volume| volume.name.clone()).collect(),
            ports: ports(self.containers.iter().filter(|container| ours(&container.labels)), name),
        }
    }
}

/// Whether an object with these labels belongs to a cluster.
pub(super) fn is_of(labels: &Labels, cluster: &str) -> bool {
    labels.get(names::CLUSTER_LABEL).is_some_and(|name| name == cluster)
}

fn node(container: &Container, cluster: &str) -> Option<NodeState> {
    Some(NodeState {
        name: container.labels.get(names::NODE_LABEL)?.clone(),
        container: container.name.clone(),
        role: NodeRole::parse(container.labels.get(names::ROLE_LABEL)?)?,
        kubernetes_version: container.labels.get(names::VERSION_LABEL).cloned().unwrap_or_default(),
        address: container.addresses.get(&names::network(cluster)).copied(),
        api_port: container.ports.iter().find(|port| port.container_port == API_PORT).map(|port| port.host_port),
        running: container.is_running(),
        paused: container.state == ContainerState::Paused,
        started: container.started,
    })
}

/// A run that was killed may have left one that was to take the place of another: it counts where it is alone.
fn ports<'a>(containers: impl Iterator<Item = &'a Container>, cluster: &str) -> Option<PortsState> {
    let is_ports =
        |container: &&Container| container.labels.get(names::ROLE_LABEL).is_some_and(|role| role == names::PORTS_ROLE);
    let mut found: Vec<_> = containers.filter(is_ports).collect();
    found.sort_by_key(|container| container.name != names::ports(cluster));
    let container = found.first()?;
    let text = container.labels.get(names::PORTS_LABEL).map(String::as_str).unwrap_or_default();
    Some(PortsState {
        container: container.name.clone(),
        ports: text.split_whitespace().filter_map(|port| port.parse().ok()).collect(),
        running: container.is_running(),
    })
}
