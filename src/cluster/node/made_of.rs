//! What a cluster that is there was made of, read from a control plane whether it runs or not.

use serde_json::Value;

use super::file::{EFFECTIVE_CONFIG, NODE_CONFIG, effective_config, not_found, read_node_file};
use super::folder::read_folder;
use crate::cluster::{COMPLETE, ClusterError, ClusterState, NodeState, Secrets};
use crate::config::{self, Cluster};
use crate::engine::{Engine, EngineError};

const KUBERNETES: &str = "/etc/kubernetes";
/// What etcd writes at its first start.
const ETCD_DATA: &str = "/var/lib/etcd/member";

/// What a cluster was made of.
pub struct MadeOf {
    /// Its nodes are those that it was made with.
    pub cluster: Cluster,
    pub secrets: Secrets,
}

/// Reads config and secrets of a control plane.
pub async fn made_of(engine: &dyn Engine, node: &NodeState) -> Result<MadeOf, ClusterError> {
    let files = read_folder(engine, &node.container, KUBERNETES, |_| true).await?;
    let missing = |path: &str| not_found(&node.name, path);
    let secrets = Secrets::load(&files)?.ok_or_else(|| missing(&format!("{KUBERNETES}/pki")))?;
    let below = EFFECTIVE_CONFIG.trim_start_matches(KUBERNETES).trim_start_matches('/');
    let config = files.get(below).and_then(|content| std::str::from_utf8(content).ok());
    let cluster = config::load_rendered(config.ok_or_else(|| missing(EFFECTIVE_CONFIG))?)?;
    Ok(MadeOf { cluster, secrets })
}

/// The fields of `cluster.yaml` in which a cluster is otherwise than `wanted`, its nodes and ports aside.
pub async fn differences_to_made(
    engine: &dyn Engine,
    cluster: &ClusterState,
    wanted: &Cluster,
) -> Result<Vec<String>, ClusterError> {
    match effective_config(engine, cluster).await? {
        Some(made) => Ok(config::differences(&config::load_rendered(&made)?, wanted)?),
        None => Ok(Vec::new()),
    }
}

/// Whether all files of a node were uploaded.
pub async fn has_files(engine: &dyn Engine, node: &NodeState) -> Result<bool, EngineError> {
    Ok(engine.modified(&node.container, COMPLETE).await?.is_some())
}

/// Whether a control plane has the API's address beside its own, as its file says.
pub async fn holds_api_address(engine: &dyn Engine, node: &NodeState) -> Result<bool, ClusterError> {
    let text = read_node_file(engine, node, NODE_CONFIG).await?.unwrap_or_default();
    let config: Value = serde_json::from_str(&text).unwrap_or_default();
    Ok(config["extraAddresses"].as_array().is_some_and(|addresses| !addresses.is_empty()))
}

/// Whether etcd has written anything on a node.
pub async fn has_etcd_data(engine: &dyn Engine, node: &NodeState) -> Result<bool, EngineError> {
    Ok(engine.modified(&node.container, ETCD_DATA).await?.is_some())
}
