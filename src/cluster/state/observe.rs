//! Looks at what there is of clusters.

use super::{ClusterState, Objects};
use crate::cluster::{ClusterError, names};
use crate::engine::Engine;

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

/// The cluster, where it is there.
pub async fn require_there(engine: &dyn Engine, name: &str) -> Result<ClusterState, ClusterError> {
    let state = observe(engine, name).await?;
    if state.nodes.is_empty() {
        return Err(ClusterError::NotThere { name: name.to_owned() });
    }
    Ok(state)
}

fn at_rest(state: &ClusterState) -> ClusterError {
    let name = state.name.clone();
    if state.nodes.iter().any(|node| node.paused) {
        ClusterError::Paused { name }
    } else {
        ClusterError::Stopped { name }
    }
}
