//! What nodes tell the scheduler of their GPUs.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::time::Duration;

use k8s_openapi::api::core::v1::Node;
use k8s_openapi::api::resource::v1::ResourceSlice;
use kube::Api;
use tokio::time::{Instant, sleep};

use super::slices::{devices_of, gpu_slices, is_healthy, resource_of};
use crate::cluster::{ClusterError, Kube, NodeState};
use crate::config::Gpus;
use crate::plan::{GPU_RESOURCES, gpu_resource};

const INTERVAL: Duration = Duration::from_millis(100);
/// kubelet tells of changes every two seconds.
const LIMIT: Duration = Duration::from_secs(60);

/// Whether a node tells of as many GPUs as it has, be they healthy or not; true where it has none. `slices` are those of
/// all nodes.
pub fn has_its_gpus(node: &Node, made_as: Option<&NodeState>, slices: &[ResourceSlice]) -> bool {
    let Some((made_as, gpus)) = made_as.and_then(|node| Some((node, node.record.spec.gpus.as_ref()?))) else {
        return true;
    };
    let wanted = gpu_resource(gpus);
    if gpus.are_claimed() {
        let told = devices_of(slices, &made_as.name).count();
        return wanted.map_or(told > 0, |(_, number)| told == number as usize);
    }
    let Some(capacity) = node.status.as_ref().and_then(|status| status.capacity.as_ref()) else { return false };
    match wanted {
        Some((resource, number)) => capacity.get(&resource).is_some_and(|told| told.0 == number.to_string()),
        None => capacity.iter().any(|(name, told)| name.starts_with(GPU_RESOURCES) && told.0 != "0"),
    }
}

/// Waits until as many of a node's GPUs can be given to pods as are healthy; `healthy` are their numbers by resource.
pub async fn wait_for_gpus(kube: &Kube, node: &NodeState, healthy: &BTreeMap<&str, usize>) -> Result<(), ClusterError> {
    let are_claimed = node.record.spec.gpus.as_ref().is_some_and(Gpus::are_claimed);
    let begun = Instant::now();
    loop {
        let told = if are_claimed { claimable(kube, node).await } else { allocatable(kube, node).await };
        let told = told.map_err(|error| ClusterError::Api {
            action: format!("tell of the GPUs of node `{}`", node.name),
            source: Box::new(error),
        })?;
        let is_told = |(resource, number): (&&str, &usize)| told.get(*resource) == Some(&number.to_string());
        if healthy.iter().all(is_told) {
            return Ok(());
        }
        if begun.elapsed() > LIMIT {
            return Err(ClusterError::TimedOut {
                what: format!("node `{}` does not offer {}", node.name, listed(healthy)),
                seconds: LIMIT.as_secs(),
                last: if told.is_empty() { "nothing".to_owned() } else { listed(&told) },
            });
        }
        sleep(INTERVAL).await;
    }
}

fn listed<N: AsRef<str>, T: Display>(numbers: &BTreeMap<N, T>) -> String {
    let words = numbers.iter().map(|(resource, number)| format!("{number} of {}", resource.as_ref()));
    words.collect::<Vec<_>>().join(", ")
}

/// How many of each of its GPUs' resources the node can give, as it is written.
async fn allocatable(kube: &Kube, node: &NodeState) -> Result<BTreeMap<String, String>, kube::Error> {
    let there = Api::<Node>::all(kube.client.clone()).get(&node.name).await?;
    let allocatable = there.status.and_then(|status| status.allocatable).unwrap_or_default();
    let of_gpus = allocatable.into_iter().filter(|(name, _)| name.starts_with(GPU_RESOURCES));
    Ok(of_gpus.map(|(name, told)| (name, told.0)).collect())
}

/// How many devices of the node can be given to claims, under the names that they would have as resources.
async fn claimable(kube: &Kube, node: &NodeState) -> Result<BTreeMap<String, String>, kube::Error> {
    let slices = gpu_slices(&kube.client).await?;
    let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
    for device in devices_of(&slices, &node.name) {
        *numbers.entry(resource_of(device)).or_default() += usize::from(is_healthy(device));
    }
    Ok(numbers.into_iter().map(|(resource, number)| (resource, number.to_string())).collect())
}
