//! Step: the cluster's own network, on a subnet that nobody else uses.

use ipnet::Ipv4Net;

use super::StepError;
use super::journal::{Journal, Made};
use crate::cluster::names;
use crate::config::Cluster;
use crate::engine::{Engine, EngineError, Labels, Network, NetworkSpec};
use crate::host;
use crate::plan::{Layout, free_subnet};

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
        let layout = Layout::new(cluster, subnet);
        let spec = NetworkSpec {
            name: name.clone(),
            labels: names::cluster_labels(&cluster.name),
            subnet: subnet.to_string(),
            gateway: layout.gateway,
            ip_range: layout.ip_range.to_string(),
            mtu,
        };
        journal.write(Made::Network(name.clone()));
        match engine.create_network(&spec).await {
            Ok(()) => return Ok(layout),
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
