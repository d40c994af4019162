//! Waiting for a pod that is ready, by being told.

use futures::StreamExt;
use k8s_openapi::api::core::v1::Pod;
use kube::api::{ListParams, WatchEvent, WatchParams};
use kube::{Api, ResourceExt};

use super::app_pods::PodsError;
use super::pod_report::is_ready;
use super::pod_trouble::is_leaving;
use crate::cluster::{Kube, api_reason};

/// Waits until a pod with a label is ready; `seen` is told each new state.
pub async fn wait_for_ready_pod(
    kube: &Kube,
    namespace: &str,
    selector: &str,
    seen: impl Fn(String),
) -> Result<(), PodsError> {
    let api: Api<Pod> = Api::namespaced(kube.client.clone(), namespace);
    loop {
        let list = api.list(&ListParams::default().labels(selector)).await.map_err(server)?;
        if list.items.iter().any(is_usable) {
            return Ok(());
        }
        seen(list.items.first().map_or_else(|| format!("no pod has the label {selector}"), state));
        let version = list.metadata.resource_version.unwrap_or_default();
        let params = WatchParams::default().labels(selector);
        let mut events = std::pin::pin!(api.watch(&params, &version).await.map_err(server)?);
        // The API server ends a watch every few minutes.
        while let Some(event) = events.next().await {
            match event.map_err(server)? {
                WatchEvent::Added(pod) | WatchEvent::Modified(pod) if is_usable(&pod) => return Ok(()),
                WatchEvent::Added(pod) | WatchEvent::Modified(pod) => seen(state(&pod)),
                WatchEvent::Deleted(_) | WatchEvent::Bookmark(_) => {}
                WatchEvent::Error(status) => return Err(server(kube::Error::Api(status))),
            }
        }
    }
}

fn is_usable(pod: &Pod) -> bool {
    is_ready(pod) && !is_leaving(pod)
}

fn state(pod: &Pod) -> String {
    let name = pod.name_any();
    if is_leaving(pod) { format!("pod `{name}` is on its way out") } else { format!("pod `{name}` is not ready") }
}

fn server(error: kube::Error) -> PodsError {
    PodsError::Server { reason: api_reason(error) }
}
