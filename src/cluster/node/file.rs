//! Files of nodes and of the containers beside them, read through the engine: this works whether the API server does or not.

use std::io::Read;

use futures::TryStreamExt;

use crate::cluster::{ClusterError, ClusterState, NodeState};
use crate::engine::{Engine, EngineError};

/// The config that a cluster was made of, as `config::render` writes it.
pub const EFFECTIVE_CONFIG: &str = "/etc/kubernetes/devcluster/cluster.yaml";
/// What the agent of a node reads.
pub const NODE_CONFIG: &str = "/etc/kubernetes/devcluster/node.json";
/// There while a node stops (images/agent/src/init/shutdown).
pub const STOPPING: &str = "/etc/kubernetes/devcluster/stopping";
/// The authorities (PEM) that a cluster's config adds.
const TRUSTED_CAS: &str = "/etc/kubernetes/devcluster/trusted-cas.pem";

/// The text of a file in a node; `None` where it has none of that path.
pub async fn read_node_file(engine: &dyn Engine, node: &NodeState, path: &str) -> Result<Option<String>, ClusterError> {
    read_container_file(engine, &node.container, path).await
}

/// As `read_node_file`, of any container.
pub async fn read_container_file(
    engine: &dyn Engine,
    container: &str,
    path: &str,
) -> Result<Option<String>, ClusterError> {
    let archive = match download(engine, container, path).await {
        Err(EngineError::Refused { status: 404, .. }) => return Ok(None),
        answer => answer?,
    };
    match single_file(&archive) {
        Ok(text) => Ok(Some(text)),
        // What goes while it is packed leaves an empty archive.
        Err(source) if source.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(ClusterError::NodeFile { node: container.to_owned(), path: path.to_owned(), source }),
    }
}

/// The error for a file that a node has not.
pub fn not_found(node: &str, path: &str) -> ClusterError {
    let source = std::io::ErrorKind::NotFound.into();
    ClusterError::NodeFile { node: node.to_owned(), path: path.to_owned(), source }
}

/// A file or folder of a container as a tar archive.
pub(super) async fn download(engine: &dyn Engine, container: &str, path: &str) -> Result<Vec<u8>, EngineError> {
    let chunks = engine.download(container, path).await?;
    chunks
        .try_fold(Vec::new(), |mut all, chunk| async move {
            all.extend_from_slice(&chunk);
            Ok(all)
        })
        .await
}

/// The config that the cluster was made of, all defaults filled in.
pub async fn effective_config(engine: &dyn Engine, cluster: &ClusterState) -> Result<Option<String>, ClusterError> {
    read_node_file(engine, cluster.first_control_plane()?, EFFECTIVE_CONFIG).await
}

/// The authorities that the cluster's nodes and its apps' builds trust beside the usual ones, PEM.
pub async fn trusted_cas(engine: &dyn Engine, cluster: &ClusterState) -> Result<Option<String>, ClusterError> {
    read_node_file(engine, cluster.first_control_plane()?, TRUSTED_CAS).await
}

fn single_file(archive: &[u8]) -> std::io::Result<String> {
    let mut archive = tar::Archive::new(archive);
    let mut text = String::new();
    let first = archive.entries()?.next().ok_or(std::io::ErrorKind::NotFound)?;
    first?.read_to_string(&mut text)?;
    Ok(text)
}
