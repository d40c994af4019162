//! The labels of nodes that have the host's GPUs: what these are is known when the nodes run.

use futures::future::try_join_all;
use k8s_openapi::api::core::v1::Node;
use kube::Api;
use kube::api::{Patch, PatchParams};
use serde_json::json;

use super::{GpuError, GpuStatus, list_gpus};
use crate::cluster::{ClusterError, ClusterState, Kube, NodeState};
use crate::config::Gpus;
use crate::engine::Engine;
use crate::plan::{FoundGpu, found_gpu_labels};

/// Field manager of these labels.
const FIELD_MANAGER: &str = "devcluster-gpus";

/// Gives each running node with GPUs of the host the labels that NVIDIA's feature discovery would give it.
pub async fn label_nodes(engine: &dyn Engine, kube: &Kube, state: &ClusterState) -> Result<(), GpuError> {
    // One that is stopped can't tell, and keeps the labels that it has.
    let tells = |node: &&NodeState| node.running && node.record.spec.gpus.as_ref().is_some_and(Gpus::is_host);
    let names: Vec<_> = state.nodes.iter().filter(tells).map(|node| &node.name).collect();
    if names.is_empty() {
        return Ok(());
    }
    let gpus = list_gpus(engine, state).await?;
    try_join_all(names.into_iter().map(|name| label(kube, name, &gpus))).await?;
    Ok(())
}

async fn label(kube: &Kube, node: &str, gpus: &[GpuStatus]) -> Result<(), ClusterError> {
    let found: Vec<_> = gpus.iter().filter(|gpu| gpu.node == node).map(found).collect();
    let object = json!({
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": { "name": node, "labels": found_gpu_labels(&found) },
    });
    let nodes: Api<Node> = Api::all(kube.client.clone());
    let applied = nodes.patch(node, &PatchParams::apply(FIELD_MANAGER).force(), &Patch::Apply(object)).await;
    applied.map(drop).map_err(|error| ClusterError::Api {
        action: format!("take the labels of Node `{node}`"),
        source: Box::new(error),
    })
}

fn found(gpu: &GpuStatus) -> FoundGpu<'_> {
    FoundGpu {
        gpu: &gpu.gpu,
        model: &gpu.model,
        profile: gpu.profile.as_deref(),
        memory_mib: gpu.memory_mib,
        can_be_split: gpu.can_be_split,
        capability: gpu.capability.as_deref(),
        replicas: gpu.replicas,
    }
}
