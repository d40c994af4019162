//! What nodes tell the scheduler of their GPUs.

use std::time::Duration;

use k8s_openapi::api::core::v1::Node;
use k8s_openapi::api::resource::v1::ResourceSlice;
use kube::Api;
use tokio::time::{Instant, sleep};

use super::slices::{devices_of, gpu_slices, is_healthy};
use crate::cluster::{ClusterError, Kube, NodeState};
use crate::plan::gpu_resource;

const INTERVAL: Duration = Duration::from_millis(100);
/// kubelet tells of changes every two seconds.
const LIMIT: Duration = Duration::from_secs(60);

/// Whether a node tells of as many GPUs as it has, be they healthy or not; true where it has none. `slices` are those of
/// all nodes.
pub fn has_its_gpus(node: &Node, made_as: Option<&NodeState>, slices: &[ResourceSlice]) -> bool {
    let Some((made_as, gpus)) = made_as.and_then(|node| Some((node, node.record.spec.gpus.as_ref()?))) else {
        return true;
    };
    let (resource, number) = gpu_resource(gpus);
    if gpus.are_claimed() {
        return devices_of(slices, &made_as.name).count() == number as usize;
    }
    let capacity = node.status.as_ref().and_then(|status| status.capacity.as_ref());
    capacity.and_then(|capacity| capacity.get(&resource)).is_some_and(|told| told.0 == number.to_string())
}

/// Waits until as many of a node's GPUs can be given to pods as are healthy.
pub async fn wait_for_gpus(kube: &Kube, node: &NodeState, healthy: usize) -> Result<(), ClusterError> {
    let Some(gpus) = &node.record.spec.gpus else { return Ok(()) };
    let (resource, _) = gpu_resource(gpus);
    let begun = Instant::now();
    loop {
        let told =
            if gpus.are_claimed() { claimable(kube, node).await } else { allocatable(kube, node, &resource).await };
        let told = told.map_err(|error| ClusterError::Api {
            action: format!("tell of the GPUs of node `{}`", node.name),
            source: Box::new(error),
        })?;
        if told == healthy.to_string() {
            return Ok(());
        }
        if begun.elapsed() > LIMIT {
            return Err(ClusterError::TimedOut {
                what: format!("node `{}` does not offer {healthy} of {resource}", node.name),
                seconds: LIMIT.as_secs(),
                last: told,
            });
        }
        sleep(INTERVAL).await;
    }
}

/// How many of a resource the node can give, as it is written.
async fn allocatable(kube: &Kube, node: &NodeState, resource: &str) -> Result<String, kube::Error> {
    let there = Api::<Node>::all(kube.client.clone()).get(&node.name).await?;
    let allocatable = there.status.and_then(|status| status.allocatable).unwrap_or_default();
    Ok(allocatable.get(resource).map_or("nothing", |told| &told.0).to_owned())
}

/// How many devices of the node can be given to claims.
async fn claimable(kube: &Kube, node: &NodeState) -> Result<String, kube::Error> {
    let slices = gpu_slices(&kube.client).await?;
    Ok(devices_of(&slices, &node.name).filter(|device| is_healthy(device)).count().to_string())
}
