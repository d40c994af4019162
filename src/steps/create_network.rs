//! Step: the cluster's own network, on a subnet that nobody else uses.

use ipnet::Ipv4Net;

use super::StepError;
use super::journal::{Journal, Made};
use crate::cluster::{ClusterState, names};
use crate::config::Cluster;
use crate::engine::{Engine, EngineError, Labels, Network, NetworkSpec};
use crate::host;
use crate::plan::{Layout, engine_range, free_subnet, gateway};

/// Creates the network and returns the addresses in it.
pub async fn create_network(
    engine: &dyn Engine,
    journal: &Journal,
    cluster: &Cluster,
    mtu: Option<u32>,
) -> Result<Layout, StepError> {
    let name = names::network(&cluster.name);
    let networks = engine.networks(&Labels::new()).await?;
    if networks.iter().any(|network| network.name == name) {
        return Err(StepError::NotOurs { object: name });
    }
    let mut taken = taken_subnets(cluster, &networks);
    loop {
        let subnet = choose_subnet(cluster, &taken)?;
        journal.write(Made::Network(name.clone()));
        match engine.create_network(&spec(&cluster.name, subnet, mtu)).await {
            Ok(()) => return Ok(Layout::new(cluster, subnet)),
            // The engine knows of uses that we can't see (another machine's routes): the next one, then.
            Err(EngineError::SubnetInUse { .. }) if cluster.network.subnet.is_none() => taken.push(subnet),
            Err(error) => {
                journal.strike(&Made::Network(name));
                return Err(error.into());
            }
        }
        journal.strike(&Made::Network(name.clone()));
    }
}

/// Makes the network of a cluster whose own is gone; whatever hung on that goes, its volumes stay.
pub async fn remake_network(
    engine: &dyn Engine,
    journal: &Journal,
    state: &ClusterState,
    subnet: Ipv4Net,
    mtu: Option<u32>,
) -> Result<(), StepError> {
    let network = Made::Network(names::network(&state.name));
    journal.write(network.clone());
    let created = engine.create_network(&spec(&state.name, subnet, mtu)).await;
    if created.is_err() {
        journal.strike(&network);
    }
    created?;
    let nodes = state.nodes.iter().filter(|node| !node.gone).map(|node| node.container.as_str());
    // A container that carries ports is made again when they are published.
    let beside = state.beside_nodes().map(|(container, _)| container);
    let beside = beside.filter(|name| state.ports.as_ref().is_none_or(|ports| ports.container != *name));
    let stranded = nodes.chain(beside);
    for removed in futures::future::join_all(stranded.map(|name| engine.remove_container(name))).await {
        removed?;
    }
    Ok(())
}

fn spec(cluster: &str, subnet: Ipv4Net, mtu: Option<u32>) -> NetworkSpec {
    NetworkSpec {
        name: names::network(cluster),
        labels: names::cluster_labels(cluster),
        subnet: subnet.to_string(),
        gateway: gateway(subnet),
        ip_range: engine_range(subnet).to_string(),
        mtu,
    }
}

/// Subnets that the engine, the host or the cluster itself uses.
pub fn taken_subnets(cluster: &Cluster, networks: &[Network]) -> Vec<Ipv4Net> {
    let engine = networks.iter().flat_map(|network| &network.subnets).filter_map(|subnet| subnet.parse().ok());
    let own = [cluster.network.pod_subnet, cluster.network.service_subnet];
    engine.chain(host::routed_subnets()).chain(own).collect()
}

/// The config's subnet, else the first free one.
pub fn choose_subnet(cluster: &Cluster, taken: &[Ipv4Net]) -> Result<Ipv4Net, StepError> {
    let Some(subnet) = cluster.network.subnet else {
        return free_subnet(taken).ok_or(StepError::NoSubnet);
    };
    match taken.iter().find(|other| other.contains(&subnet) || subnet.contains(*other)) {
        Some(other) => Err(StepError::SubnetTaken { subnet, other: *other }),
        None => Ok(subnet),
    }
}
