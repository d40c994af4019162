//! Files of a node, read from its container, which need not run.

use std::io::Read;

use futures::TryStreamExt;

use super::{ClusterError, ClusterState, NodeState};
use crate::engine::Engine;

/// The config that a cluster was made of, all defaults filled in; on the first control plane.
pub const EFFECTIVE_CONFIG: &str = "/etc/kubernetes/devcluster/cluster.yaml";

/// The config that a cluster was made of, as `config::load_rendered` reads it.
pub async fn effective_config(engine: &dyn Engine, cluster: &ClusterState) -> Result<String, ClusterError> {
    node_file(engine, cluster.first_control_plane()?, EFFECTIVE_CONFIG).await
}

/// The text of a file.
pub(super) async fn node_file(engine: &dyn Engine, node: &NodeState, path: &str) -> Result<String, ClusterError> {
    let archive: Vec<u8> = engine
        .download(&node.container, path)
        .await?
        .try_fold(Vec::new(), |mut all, chunk| async move {
            all.extend_from_slice(&chunk);
            Ok(all)
        })
        .await?;
    single_file(&archive).map_err(|source| ClusterError::NodeFile {
        node: node.name.clone(),
        path: path.to_owned(),
        source,
    })
}

fn single_file(archive: &[u8]) -> std::io::Result<String> {
    let mut archive = tar::Archive::new(archive);
    let mut text = String::new();
    let first = archive.entries()?.next().ok_or(std::io::ErrorKind::NotFound)?;
    first?.read_to_string(&mut text)?;
    Ok(text)
}
