//! The cluster that an app goes to: one of ours, or any that the user's kubeconfig leads to.

use crate::cluster::{self, ClusterError, ClusterState, Kube, names};
use crate::engine::Engine;

/// Which cluster is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// A cluster of ours, by its name.
    Cluster(String),
    /// A context of the user's kubeconfig.
    Context(String),
}

/// A cluster that answers.
pub struct Target {
    pub kube: Kube,
    pub place: Place,
}

/// Where a cluster is.
pub enum Place {
    /// In the engine: images are loaded into its nodes.
    Ours(Box<ClusterState>),
    /// Elsewhere: images come from a registry.
    Elsewhere { context: String },
}

impl Target {
    /// Connects. `all_nodes` says whether every node of a cluster of ours has to run.
    pub async fn find(engine: &dyn Engine, destination: &Destination, all_nodes: bool) -> Result<Self, ClusterError> {
        let state = match destination {
            Destination::Cluster(name) if all_nodes => cluster::require_running(engine, name).await?,
            Destination::Cluster(name) => cluster::require_api(engine, name).await?,
            Destination::Context(context) => match ours(engine, context).await? {
                Some(state) => state,
                None => {
                    let kube = cluster::connect_context(context).await?;
                    return Ok(Self { kube, place: Place::Elsewhere { context: context.clone() } });
                }
            },
        };
        let kube = cluster::connect(engine, &state).await?;
        Ok(Self { kube, place: Place::Ours(Box::new(state)) })
    }

    /// What the engine has of it; `None` where it is elsewhere.
    pub fn state(&self) -> Option<&ClusterState> {
        match &self.place {
            Place::Ours(state) => Some(state),
            Place::Elsewhere { .. } => None,
        }
    }
}

/// The cluster of this engine that a context of our making leads to; it may also be another machine's.
async fn ours(engine: &dyn Engine, context: &str) -> Result<Option<ClusterState>, ClusterError> {
    let Some(name) = names::cluster_of_context(context) else { return Ok(None) };
    let state = cluster::observe(engine, name).await?;
    if state.nodes.is_empty() { Ok(None) } else { cluster::require_api(engine, name).await.map(Some) }
}
