//! The containers of all pods that have not ended, and which images they use.

use k8s_openapi::api::core::v1::{ContainerStatus, Pod};
use kube::api::ListParams;
use kube::{Api, ResourceExt};

use super::WorkloadError;
use super::pod_trouble::is_leaving;
use crate::cluster::{Kube, api_reason};

/// A container of a pod on a node, by the images that it names and runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageUser {
    pub namespace: String,
    pub pod: String,
    pub node: String,
    /// As its manifest writes it.
    pub image: String,
    /// Digest of the image that it runs or ran: of the configuration, or of a manifest where a registry gave it one;
    /// empty where it was never started.
    pub image_id: String,
    pub running: bool,
    /// Kind and name of the controller that made the pod; `None` for one that was made by hand.
    pub owner: Option<(String, String)>,
}

/// All containers of pods that are on a node and have not ended.
pub async fn image_users(kube: &Kube) -> Result<Vec<ImageUser>, WorkloadError> {
    let pods: Api<Pod> = Api::all(kube.client.clone());
    let pods =
        pods.list(&ListParams::default()).await.map_err(|error| WorkloadError::Server { reason: api_reason(error) })?;
    Ok(pods.items.iter().flat_map(users).collect())
}

fn users(pod: &Pod) -> Vec<ImageUser> {
    let phase = pod.status.as_ref().and_then(|status| status.phase.as_deref());
    let ended = matches!(phase, Some("Succeeded" | "Failed"));
    let Some(spec) = pod.spec.as_ref().filter(|_| !ended && !is_leaving(pod)) else { return Vec::new() };
    let Some(node) = &spec.node_name else { return Vec::new() };
    let owner = pod.owner_references().iter().find(|owner| owner.controller == Some(true));
    let containers = spec.init_containers.iter().flatten().chain(&spec.containers);
    let user = |container: &k8s_openapi::api::core::v1::Container| {
        let status = status(pod, &container.name);
        let id = status.map(|status| status.image_id.as_str()).unwrap_or_default();
        Some(ImageUser {
            namespace: pod.namespace().unwrap_or_default(),
            pod: pod.name_any(),
            node: node.clone(),
            image: container.image.clone()?,
            // `docker.io/library/app@sha256:…` of what a registry gave, `sha256:…` of what was loaded.
            image_id: id.rsplit('@').next().unwrap_or_default().to_owned(),
            running: status.and_then(|status| status.state.as_ref()).is_some_and(|state| state.running.is_some()),
            owner: owner.map(|owner| (owner.kind.clone(), owner.name.clone())),
        })
    };
    containers.filter_map(user).collect()
}

fn status<'pod>(pod: &'pod Pod, container: &str) -> Option<&'pod ContainerStatus> {
    let status = pod.status.as_ref()?;
    let all = status.init_container_statuses.iter().flatten().chain(status.container_statuses.iter().flatten());
    all.into_iter().find(|status| status.name == container)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn containers_are_known_by_what_they_name_and_what_they_run() {
        let pod = |phase: &str| -> Pod {
            serde_json::from_value(json!({
                "metadata": { "name": "app-1", "namespace": "default", "ownerReferences": [
                    { "apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "app-5d", "uid": "1", "controller": true }] },
                "spec": { "nodeName": "worker-1",
                          "initContainers": [{ "name": "setup", "image": "setup:v1" }],
                          "containers": [{ "name": "app", "image": "app:v1" }] },
                "status": { "phase": phase, "containerStatuses": [{
                    "name": "app", "image": "app:v1", "imageID": "docker.io/library/app@sha256:12", "ready": true,
                    "restartCount": 0, "state": { "running": {} } }] },
            }))
            .unwrap()
        };
        let found = users(&pod("Running"));
        let shown: Vec<_> =
            found.iter().map(|user| (user.image.as_str(), user.image_id.as_str(), user.running)).collect();
        assert_eq!(shown, [("setup:v1", "", false), ("app:v1", "sha256:12", true)]);
        assert_eq!(found[0].owner, Some(("ReplicaSet".to_owned(), "app-5d".to_owned())));
        assert_eq!(users(&pod("Succeeded")), []);
    }
}
