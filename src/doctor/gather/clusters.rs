//! Clusters that there are, and the networks of the engine.

use crate::cluster::list_clusters;
use crate::doctor::facts::NetworkFacts;
use crate::engine::{Engine, Labels};

/// What concerns clusters.
#[derive(Default)]
pub struct Clusters {
    /// Without this host's routes.
    pub networks: NetworkFacts,
    /// Container of a node that runs.
    pub node: Option<String>,
}

/// Asks the engine; nothing where none answers, which another check tells.
pub async fn ask(engine: &dyn Engine) -> Clusters {
    let none = Labels::new();
    let (clusters, networks) = tokio::join!(list_clusters(engine, false), engine.networks(&none));
    let (clusters, networks) = (clusters.unwrap_or_default(), networks.unwrap_or_default());
    let subnets = networks.iter().flat_map(|network| &network.subnets);
    Clusters {
        node: clusters
            .iter()
            .flat_map(|cluster| &cluster.state.nodes)
            .find(|node| node.running)
            .map(|node| node.container.clone()),
        networks: NetworkFacts {
            clusters: clusters.iter().filter_map(|one| Some((one.state.name.clone(), one.state.subnet?))).collect(),
            routes: Vec::new(),
            taken: subnets.filter_map(|subnet| subnet.parse().ok()).collect(),
        },
    }
}
