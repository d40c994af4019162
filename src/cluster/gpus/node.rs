//! What the agent on a node says of its GPUs.

use futures::future::try_join_all;
use serde::{Deserialize, Serialize};

use super::GpuError;
use crate::cluster::{ClusterError, ClusterState, NodeState};
use crate::engine::{Engine, ExecRequest};

const AGENT: &str = "/usr/local/bin/devcluster-agent";

/// A GPU, or a part of one, on a node; as the agent tells it, its node aside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GpuStatus {
    #[serde(default)]
    pub node: String,
    /// Of the GPU on its node.
    pub index: u32,
    /// `GPU-…`, or `MIG-…` of a part.
    pub id: String,
    /// `GPU-…`: what it is a part of, else itself.
    pub gpu: String,
    pub model: String,
    pub profile: Option<String>,
    pub memory_mib: u64,
    /// What pods ask for to have it.
    pub resource: String,
    /// Compute capability, `9.0`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capability: Option<String>,
    /// Whether the product knows MIG.
    #[serde(default)]
    pub can_be_split: bool,
    pub healthy: bool,
    /// How many containers may share it.
    pub replicas: u32,
    pub holders: Vec<GpuHolder>,
}

/// A container that has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GpuHolder {
    pub namespace: String,
    pub pod: String,
    pub container: String,
}

/// The GPUs of all nodes that run.
pub async fn list_gpus(engine: &dyn Engine, state: &ClusterState) -> Result<Vec<GpuStatus>, GpuError> {
    let nodes = state.nodes.iter().filter(|node| node.running && node.record.spec.gpus.is_some());
    let lists = try_join_all(nodes.map(|node| ask(engine, node, &["list"]))).await?;
    Ok(lists.into_iter().flatten().collect())
}

/// Lets a GPU fail, named by its index or id, or a part of one by its id; what failed, with those who have it.
pub async fn fail_gpu(
    engine: &dyn Engine,
    state: &ClusterState,
    node: &str,
    id: &str,
) -> Result<Vec<GpuStatus>, GpuError> {
    change(engine, state, node, "fail", id).await
}

/// Lets a GPU work again.
pub async fn heal_gpu(
    engine: &dyn Engine,
    state: &ClusterState,
    node: &str,
    id: &str,
) -> Result<Vec<GpuStatus>, GpuError> {
    change(engine, state, node, "heal", id).await
}

async fn change(
    engine: &dyn Engine,
    state: &ClusterState,
    node: &str,
    what: &str,
    id: &str,
) -> Result<Vec<GpuStatus>, GpuError> {
    let node = state.node(node)?;
    if !node.running {
        let (cluster, node) = (state.name.clone(), node.name.clone());
        return Err(ClusterError::NodeStopped { cluster, node }.into());
    }
    if node.record.spec.gpus.is_none() {
        return Err(GpuError::None { node: node.name.clone() });
    }
    let is_meant = |gpu: &GpuStatus| gpu.id == id || gpu.gpu == id || gpu.index.to_string() == id;
    if !ask(engine, node, &["list"]).await?.iter().any(is_meant) {
        return Err(GpuError::Unknown { node: node.name.clone(), id: id.to_owned() });
    }
    ask(engine, node, &[what, id]).await
}

async fn ask(engine: &dyn Engine, node: &NodeState, words: &[&str]) -> Result<Vec<GpuStatus>, GpuError> {
    let silent = |said: String| GpuError::Silent { node: node.name.clone(), said };
    let command = [&[AGENT, "gpu"], words].concat();
    let output = engine.exec(ExecRequest::new(&node.container, &command)).await?;
    if output.exit_code != 0 {
        return Err(silent(String::from_utf8_lossy(&output.stderr).trim().to_owned()));
    }
    let mut gpus: Vec<GpuStatus> = serde_json::from_slice(&output.stdout).map_err(|error| silent(error.to_string()))?;
    gpus.iter_mut().for_each(|gpu| gpu.node.clone_from(&node.name));
    Ok(gpus)
}
