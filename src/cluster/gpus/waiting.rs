//! Pods that wait for GPUs.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{Node, Pod};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use kube::Api;
use kube::api::ListParams;

use crate::cluster::Kube;

const PREFIX: &str = "nvidia.com/";

/// A pod that waits for GPUs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GpuWait {
    /// `NAMESPACE/NAME`.
    pub pod: String,
    /// `nvidia.com/gpu`.
    pub resource: String,
    pub asked: u64,
    /// How many the node with the most of them can give.
    pub most: u64,
    /// How many all nodes can give.
    pub all: u64,
}

/// The pods for which the scheduler found no node with enough GPUs.
pub async fn gpu_waits(kube: &Kube) -> Result<Vec<GpuWait>, kube::Error> {
    let pods: Api<Pod> = Api::all(kube.client.clone());
    let pods = pods.list(&ListParams::default().fields("status.phase=Pending").match_any()).await?;
    let short: Vec<_> = pods.iter().filter_map(|pod| Some((pod, resource_that_lacks(pod)?))).collect();
    if short.is_empty() {
        return Ok(Vec::new());
    }
    let nodes: Api<Node> = Api::all(kube.client.clone());
    let nodes = nodes.list(&ListParams::default().match_any()).await?;
    Ok(short.into_iter().map(|(pod, resource)| wait(pod, resource, &nodes.items)).collect())
}

/// Of what the pod asks for, as the scheduler says it.
fn resource_that_lacks(pod: &Pod) -> Option<String> {
    let conditions = pod.status.as_ref()?.conditions.as_ref()?;
    let said = conditions.iter().find(|condition| condition.type_ == "PodScheduled" && condition.status == "False")?;
    let (_, rest) = said.message.as_deref()?.split_once(&format!("Insufficient {PREFIX}"))?;
    let name = rest.split([',', ' ']).next()?.trim_end_matches('.');
    Some(format!("{PREFIX}{name}"))
}

fn wait(pod: &Pod, resource: String, nodes: &[Node]) -> GpuWait {
    let containers = pod.spec.iter().flat_map(|spec| &spec.containers);
    let limits = containers.filter_map(|container| container.resources.as_ref()?.limits.as_ref());
    let asked = limits.map(|limits| number(limits, &resource)).sum();
    let can_give = |node: &Node| Some(number(node.status.as_ref()?.allocatable.as_ref()?, &resource));
    let of_nodes: Vec<_> = nodes.iter().filter_map(can_give).collect();
    let name = |text: &Option<String>| text.clone().unwrap_or_default();
    GpuWait {
        pod: format!("{}/{}", name(&pod.metadata.namespace), name(&pod.metadata.name)),
        asked,
        most: of_nodes.iter().copied().max().unwrap_or_default(),
        all: of_nodes.iter().sum(),
        resource,
    }
}

/// What can't be divided is written as a plain number.
fn number(quantities: &BTreeMap<String, Quantity>, resource: &str) -> u64 {
    quantities.get(resource).and_then(|quantity| quantity.0.parse().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn pod(message: &str) -> Pod {
        let container = |gpus: &str| json!({ "name": "a", "resources": { "limits": { "nvidia.com/gpu": gpus } } });
        serde_json::from_value(json!({
            "metadata": { "namespace": "lab", "name": "train" },
            "spec": { "containers": [container("2"), container("3")] },
            "status": { "conditions": [{ "type": "PodScheduled", "status": "False", "message": message }] },
        }))
        .unwrap()
    }

    fn node(gpus: &str) -> Node {
        serde_json::from_value(json!({ "status": { "allocatable": { "nvidia.com/gpu": gpus, "cpu": "2" } } })).unwrap()
    }

    #[test]
    fn what_a_pod_waits_for_is_what_the_scheduler_lacks() {
        let lacks = |message: &str| resource_that_lacks(&pod(message));
        let message =
            "0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient nvidia.com/gpu. no new claims";
        assert_eq!(lacks(message).as_deref(), Some("nvidia.com/gpu"));
        let message = "0/1 nodes are available: 1 Insufficient nvidia.com/mig-1g.5gb, 1 Insufficient cpu.";
        assert_eq!(lacks(message).as_deref(), Some("nvidia.com/mig-1g.5gb"));
        assert_eq!(lacks("0/1 nodes are available: 1 Insufficient cpu."), None);
    }

    #[test]
    fn all_of_its_containers_are_asked_for_at_once() {
        let wait = wait(&pod(""), "nvidia.com/gpu".to_owned(), &[node("4"), node("2"), Node::default()]);
        assert_eq!((wait.pod.as_str(), wait.asked, wait.most, wait.all), ("lab/train", 5, 4, 6));
    }
}
