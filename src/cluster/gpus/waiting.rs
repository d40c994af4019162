//! Pods that wait for GPUs.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{Node, Pod};
use k8s_openapi::api::resource::v1::{ResourceClaim, ResourceSlice};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use kube::Api;
use kube::api::ListParams;

use super::claims::{ClaimWait, Offered};
use super::slices::{devices_of, gpu_slices, is_healthy, is_whole};
use crate::cluster::Kube;

const PREFIX: &str = "nvidia.com/";
/// What nodes give by number that offer their GPUs to claims.
const GPU: &str = "nvidia.com/gpu";
/// The scheduler's words where devices for claims are short: for those of pods, and for those that it makes itself of
/// what is asked for by number.
const SHORT: [&str; 2] = ["cannot allocate all claims", "cannot schedule extended resource claim"];

/// Pods that wait for GPUs.
#[derive(Debug, Default)]
pub struct GpuWaits {
    pub by_number: Vec<GpuWait>,
    pub by_claim: Vec<ClaimWait>,
}

/// A pod that waits for a number of GPUs.
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
pub async fn gpu_waits(kube: &Kube) -> Result<GpuWaits, kube::Error> {
    let pods: Api<Pod> = Api::all(kube.client.clone());
    let pods = pods.list(&ListParams::default().fields("status.phase=Pending").match_any()).await?;
    let short: Vec<_> = pods.iter().filter_map(|pod| Some((pod, resource_that_lacks(pod)?))).collect();
    let claiming: Vec<_> = pods.iter().filter(|pod| message(pod).is_some_and(is_short)).collect();
    if short.is_empty() && claiming.is_empty() {
        return Ok(GpuWaits::default());
    }
    let nodes: Api<Node> = Api::all(kube.client.clone());
    let claims: Api<ResourceClaim> = Api::all(kube.client.clone());
    let all = ListParams::default().match_any();
    let (nodes, claims, slices) = tokio::try_join!(nodes.list(&all), claims.list(&all), gpu_slices(&kube.client))?;
    let offered = Offered { slices: &slices, claims: &claims.items };
    Ok(GpuWaits {
        by_number: short.into_iter().map(|(pod, resource)| wait(pod, resource, &nodes.items, &slices)).collect(),
        by_claim: claiming.into_iter().filter_map(|pod| offered.wait(pod)).collect(),
    })
}

/// Why the scheduler found no node.
fn message(pod: &Pod) -> Option<&str> {
    let conditions = pod.status.as_ref()?.conditions.as_ref()?;
    let said = conditions.iter().find(|condition| condition.type_ == "PodScheduled" && condition.status == "False")?;
    said.message.as_deref()
}

/// Of what the pod asks for, as the scheduler says it.
fn resource_that_lacks(pod: &Pod) -> Option<String> {
    let said = message(pod)?;
    let Some((_, rest)) = said.split_once(&format!("Insufficient {PREFIX}")) else {
        return (is_short(said) && asked(pod, GPU) > 0).then(|| GPU.to_owned());
    };
    let name = rest.split([',', ' ']).next()?.trim_end_matches('.');
    Some(format!("{PREFIX}{name}"))
}

fn wait(pod: &Pod, resource: String, nodes: &[Node], slices: &[ResourceSlice]) -> GpuWait {
    let can_give = |node: &Node| {
        let devices = devices_of(slices, node.metadata.name.as_deref()?);
        let gpus = devices.filter(|device| is_healthy(device) && is_whole(device));
        let claimable = if resource == GPU { gpus.count() as u64 } else { 0 };
        Some(number(node.status.as_ref()?.allocatable.as_ref()?, &resource) + claimable)
    };
    let of_nodes: Vec<_> = nodes.iter().filter_map(can_give).collect();
    let name = |text: &Option<String>| text.clone().unwrap_or_default();
    GpuWait {
        pod: format!("{}/{}", name(&pod.metadata.namespace), name(&pod.metadata.name)),
        asked: asked(pod, &resource),
        most: of_nodes.iter().copied().max().unwrap_or_default(),
        all: of_nodes.iter().sum(),
        resource,
    }
}

fn is_short(said: &str) -> bool {
    SHORT.iter().any(|words| said.contains(words))
}

/// How many all containers of a pod ask for.
fn asked(pod: &Pod, resource: &str) -> u64 {
    let containers = pod.spec.iter().flat_map(|spec| &spec.containers);
    let limits = containers.filter_map(|container| container.resources.as_ref()?.limits.as_ref());
    limits.map(|limits| number(limits, resource)).sum()
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
        serde_json::from_value(json!({ "metadata": { "name": "worker-1" }, "status": { "allocatable": { "nvidia.com/gpu": gpus, "cpu": "2" } } })).unwrap()
    }

    #[test]
    fn what_a_pod_waits_for_is_what_the_scheduler_lacks() {
        let lacks = |message: &str| resource_that_lacks(&pod(message));
        let message =
            "0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient nvidia.com/gpu. no new claims";
        assert_eq!(lacks(message).as_deref(), Some("nvidia.com/gpu"));
        let message = "0/1 nodes are available: 1 Insufficient nvidia.com/mig-1g.5gb, 1 Insufficient cpu.";
        assert_eq!(lacks(message).as_deref(), Some("nvidia.com/mig-1g.5gb"));
        let message = "0/1 nodes are available: 1 cannot allocate all claims.";
        assert_eq!(lacks(message).as_deref(), Some("nvidia.com/gpu"));
        assert_eq!(lacks("0/1 nodes are available: 1 Insufficient cpu."), None);
    }

    #[test]
    fn all_of_its_containers_are_asked_for_at_once() {
        let wait = wait(&pod(""), "nvidia.com/gpu".to_owned(), &[node("4"), node("2"), Node::default()], &[]);
        assert_eq!((wait.pod.as_str(), wait.asked, wait.most, wait.all), ("lab/train", 5, 4, 6));
    }
}
