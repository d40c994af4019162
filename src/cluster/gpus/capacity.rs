//! What nodes tell the scheduler of their GPUs.

use std::time::Duration;

use k8s_openapi::api::core::v1::Node;
use kube::Api;
use tokio::time::{Instant, sleep};

use crate::cluster::{ClusterError, Kube, NodeState};
use crate::plan::{GPU_RESOURCES, gpu_resource};

const INTERVAL: Duration = Duration::from_millis(100);
/// kubelet tells of changes every two seconds.
const LIMIT: Duration = Duration::from_secs(60);

/// Whether a node tells of as many GPUs as it has, be they healthy or not; true where it has none.
pub fn has_its_gpus(node: &Node, made_as: Option<&NodeState>) -> bool {
    let Some(gpus) = made_as.and_then(|node| node.record.spec.gpus.as_ref()) else { return true };
    let Some(capacity) = node.status.as_ref().and_then(|status| status.capacity.as_ref()) else { return false };
    match gpu_resource(gpus) {
        Some((resource, number)) => capacity.get(&resource).is_some_and(|told| told.0 == number.to_string()),
        None => capacity.iter().any(|(name, told)| name.starts_with(GPU_RESOURCES) && told.0 != "0"),
    }
}

/// Waits until as many of a resource of a node can be given to pods as are healthy.
pub async fn wait_for_gpus(kube: &Kube, node: &str, (resource, healthy): (&str, usize)) -> Result<(), ClusterError> {
    let nodes: Api<Node> = Api::all(kube.client.clone());
    let begun = Instant::now();
    loop {
        let there = nodes
            .get(node)
            .await
            .map_err(|error| ClusterError::Api { action: format!("tell of Node `{node}`"), source: Box::new(error) })?;
        let allocatable = there.status.and_then(|status| status.allocatable).unwrap_or_default();
        let told = allocatable.get(resource).map_or("nothing", |told| &told.0);
        if told == healthy.to_string() {
            return Ok(());
        }
        if begun.elapsed() > LIMIT {
            return Err(ClusterError::TimedOut {
                what: format!("node `{node}` does not offer {healthy} of {resource}"),
                seconds: LIMIT.as_secs(),
                last: told.to_owned(),
            });
        }
        sleep(INTERVAL).await;
    }
}
