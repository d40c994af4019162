//! All clusters at a glance, from a single look at the engine.

use futures::future::join_all;
use time::OffsetDateTime;

use super::state::Objects;
use super::{ClusterError, ClusterState, names};
use crate::engine::{Container, Engine, Labels};

/// A cluster in a list.
#[derive(Debug, Clone)]
pub struct ListedCluster {
    pub state: ClusterState,
    /// When its first container was made.
    pub created: Option<OffsetDateTime>,
    /// Bytes that all of its nodes use together; `None` where none runs or it was not asked for.
    pub memory_used: Option<u64>,
}

/// All clusters by name; `with_memory` also asks what each node uses, all of them at once.
pub async fn list_clusters(engine: &dyn Engine, with_memory: bool) -> Result<Vec<ListedCluster>, ClusterError> {
    let objects = Objects::look_up(engine, &names::any_cluster()).await?;
    // Of some there is nothing but a lock.
    let names = objects.cluster_names().into_iter().filter(|name| !objects.of_cluster(name).is_absent());
    let clusters = names.map(async |name| {
        let labels = names::cluster_labels(&name);
        let containers = objects.containers.iter().filter(|container| carries(container, &labels));
        let state = objects.of_cluster(&name);
        let memory_used = if with_memory { memory(engine, &state).await } else { None };
        ListedCluster { created: containers.filter_map(|container| container.created).min(), memory_used, state }
    });
    Ok(join_all(clusters).await)
}

fn carries(container: &Container, labels: &Labels) -> bool {
    labels.iter().all(|(name, value)| container.labels.get(name) == Some(value))
}

async fn memory(engine: &dyn Engine, state: &ClusterState) -> Option<u64> {
    let running = state.nodes.iter().filter(|node| node.running);
    let stats = join_all(running.map(|node| engine.stats(&node.container))).await;
    // A node that ended meanwhile uses nothing.
    stats.into_iter().flatten().map(|stats| stats.memory_used).reduce(|one, other| one + other)
}
