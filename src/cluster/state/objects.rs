//! From the engine's objects to clusters.

use std::collections::BTreeSet;
use std::net::SocketAddrV4;

use ipnet::Ipv4Net;

use super::{
    API_PORT, ApiState, BridgeState, ClusterState, NodeRecord, NodeState, PortsState, REGISTRY_PORT, RegistryState,
};
use crate::cluster::names;
use crate::config::NodeRole;
use crate::engine::{Container, ContainerState, Engine, EngineError, Labels, Network, Volume};

/// Objects of clusters as the engine shows them.
pub struct Objects {
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

    /// What there is of one cluster.
    pub fn of_cluster(&self, name: &str) -> ClusterState {
        let ours = |labels: &Labels| labels.get(names::CLUSTER_LABEL).is_some_and(|cluster| cluster == name);
        let containers: Vec<_> = self.containers.iter().filter(|container| ours(&container.labels)).collect();
        let volumes: Vec<_> = self.volumes.iter().filter(|volume| ours(&volume.labels)).collect();
        let network = self.networks.iter().find(|network| ours(&network.labels));
        let nodes = nodes(&containers, &volumes, name);
        let remembered = || nodes.iter().find_map(|node| node.record.subnet);
        ClusterState {
            name: name.to_owned(),
            network: network.map(|network| network.name.clone()),
            subnet: network.and_then(subnet).or_else(remembered),
            volumes: volumes.iter().map(|volume| volume.name.clone()).collect(),
            ports: ports(&containers, name),
            api: containers.iter().find_map(|container| api(container)),
            registry: containers.iter().find_map(|container| registry(container)),
            bridge: containers
                .iter()
                .find(|container| has_role(container, names::BRIDGE_ROLE))
                .map(|container| BridgeState { container: container.name.clone(), running: container.is_running() }),
            nodes,
        }
    }
}

fn subnet(network: &Network) -> Option<Ipv4Net> {
    network.subnets.iter().find_map(|subnet| subnet.parse().ok())
}

/// By containers, and by volumes those that have no container any more.
fn nodes(containers: &[&Container], volumes: &[&Volume], cluster: &str) -> Vec<NodeState> {
    let mut nodes: Vec<_> = containers.iter().filter_map(|container| node(container, cluster)).collect();
    for volume in volumes {
        let Some((record, version)) = record(&volume.labels) else { continue };
        if !nodes.iter().any(|node| node.name == record.spec.name) {
            nodes.push(NodeState::of_volumes(cluster, version, record));
        }
    }
    nodes.sort_by_key(|node| (node.role != NodeRole::ControlPlane, node.number(), node.name.clone()));
    nodes
}

fn node(container: &Container, cluster: &str) -> Option<NodeState> {
    let (record, version) = record(&container.labels)?;
    Some(NodeState {
        container: container.name.clone(),
        address: container.addresses.get(&names::network(cluster)).copied(),
        running: container.is_running(),
        paused: container.state == ContainerState::Paused,
        gone: false,
        started: container.started,
        ..NodeState::of_volumes(cluster, version, record)
    })
}

/// A node's record and its Kubernetes version.
fn record(labels: &Labels) -> Option<(NodeRecord, &str)> {
    let text = |label: &str| labels.get(label).map(String::as_str);
    let role = NodeRole::parse(text(names::ROLE_LABEL)?)?;
    let record = NodeRecord::of_label(text(names::NODE_LABEL)?, role, text(names::RECORD_LABEL).unwrap_or_default());
    Some((record, text(names::VERSION_LABEL).unwrap_or_default()))
}

fn has_role(container: &Container, role: &str) -> bool {
    container.labels.get(names::ROLE_LABEL).is_some_and(|its| its == role)
}

fn api(container: &Container) -> Option<ApiState> {
    let published = container.ports.iter().find(|port| port.container_port == API_PORT);
    let published = published.filter(|_| has_role(container, names::API_ROLE))?;
    Some(ApiState {
        container: container.name.clone(),
        endpoint: SocketAddrV4::new(published.host_ip.parse().ok()?, published.host_port),
        running: container.is_running(),
        started: container.started,
    })
}

fn registry(container: &Container) -> Option<RegistryState> {
    let published = container.ports.iter().find(|there| there.container_port == REGISTRY_PORT);
    let published = published.filter(|_| has_role(container, names::REGISTRY_ROLE))?;
    Some(RegistryState {
        container: container.name.clone(),
        port: published.host_port,
        password: container.labels.get(names::REGISTRY_LABEL)?.clone(),
        shared: container.labels.contains_key(names::SHARED_LABEL),
        running: container.is_running(),
    })
}

/// A run that was killed may have left one that was to take the place of another: it counts where it is alone.
fn ports(containers: &[&Container], cluster: &str) -> Option<PortsState> {
    let mut found: Vec<_> = containers.iter().filter(|container| has_role(container, names::PORTS_ROLE)).collect();
    found.sort_by_key(|container| container.name != names::ports(cluster));
    let container = found.first()?;
    let text = container.labels.get(names::PORTS_LABEL).map(String::as_str).unwrap_or_default();
    Some(PortsState {
        container: container.name.clone(),
        ports: text.split_whitespace().filter_map(|port| port.parse().ok()).collect(),
        running: container.is_running(),
    })
}
