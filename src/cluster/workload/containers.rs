//! The containers of an app's pods, followed as they come and go.

use std::collections::BTreeMap;
use std::time::Duration;

use futures::StreamExt;
use k8s_openapi::api::core::v1::{ContainerStatus, Pod};
use kube::api::{ListParams, WatchEvent, WatchParams};
use kube::{Api, ResourceExt};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinSet;

use super::pod_trouble::is_leaving;
use crate::cluster::apply::IMAGE_ANNOTATION;
use crate::cluster::{Document, Kube};

/// An API server that does not answer, or ended a watch with an error, is asked again after this long.
const RETRY: Duration = Duration::from_secs(1);

/// A container of a pod that is to stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppContainer {
    pub namespace: String,
    pub pod: String,
    pub name: String,
    /// As the pod names it.
    pub image: String,
    /// The engine's id of the app's image that the pod was made for.
    pub image_id: Option<String>,
    /// Kubernetes name.
    pub node: String,
    /// containerd's id of its last run, also where that has ended; `None` before the first.
    pub id: Option<String>,
    pub state: ContainerState,
}

/// What a container does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContainerState {
    Running,
    /// It comes up, or is being started again.
    Waiting,
    /// It ended and is not running now; kubelet starts it again sooner or later.
    Ended {
        exit_code: i32,
    },
}

/// Follows the containers of all pods of the workloads in `documents`.
pub struct Containers {
    pods: Vec<Vec<Pod>>,
    changes: UnboundedReceiver<(usize, Vec<Pod>)>,
    /// Ended when this is dropped.
    _followers: JoinSet<()>,
}

/// Which pods a workload has, as selectors of the API.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Selection {
    namespace: String,
    labels: Option<String>,
    fields: Option<String>,
}

impl Containers {
    /// Begins to follow; `namespace` is that of documents without one.
    pub fn follow(kube: &Kube, documents: &[Document], namespace: &str) -> Self {
        let (sender, changes) = unbounded_channel();
        let mut followers = JoinSet::new();
        let selections: Vec<_> = documents.iter().filter_map(|document| selection(document, namespace)).collect();
        for (index, selection) in selections.iter().cloned().enumerate() {
            let api = Api::namespaced(kube.client.clone(), &selection.namespace);
            followers.spawn(follow(api, selection, index, sender.clone()));
        }
        Self { pods: vec![Vec::new(); selections.len()], changes, _followers: followers }
    }

    /// Waits for a change; all containers as they are then. Nothing is lost when it is dropped.
    pub async fn changed(&mut self) -> Vec<AppContainer> {
        match self.changes.recv().await {
            Some((index, pods)) => self.pods[index] = pods,
            // There is no workload at all, so nothing to wait for.
            None => std::future::pending().await,
        }
        while let Ok((index, pods)) = self.changes.try_recv() {
            self.pods[index] = pods;
        }
        self.pods.iter().flatten().filter(|pod| !is_leaving(pod)).flat_map(containers).collect()
    }
}

fn selection(document: &Document, namespace: &str) -> Option<Selection> {
    let namespace = document.namespace.clone().unwrap_or_else(|| namespace.to_owned());
    let (labels, fields) = match document.kind.as_str() {
        "Pod" => (None, Some(format!("metadata.name={}", document.name))),
        "Job" => (Some(format!("batch.kubernetes.io/job-name={}", document.name)), None),
        _ => (Some(super::wait::selector(&document.object)?), None),
    };
    Some(Selection { namespace, labels, fields })
}

async fn follow(api: Api<Pod>, selection: Selection, index: usize, changes: UnboundedSender<(usize, Vec<Pod>)>) {
    while !changes.is_closed() {
        if follow_once(&api, &selection, index, &changes).await.is_err() {
            tokio::time::sleep(RETRY).await;
        }
    }
}

/// Until the API server ends the watch, which it does every few minutes.
async fn follow_once(
    api: &Api<Pod>,
    selection: &Selection,
    index: usize,
    changes: &UnboundedSender<(usize, Vec<Pod>)>,
) -> Result<(), kube::Error> {
    let Selection { labels, fields, .. } = selection.clone();
    let params = ListParams { label_selector: labels.clone(), field_selector: fields.clone(), ..ListParams::default() };
    let list = api.list(&params).await?;
    let version = list.metadata.resource_version.clone().unwrap_or_default();
    let mut pods: BTreeMap<String, Pod> = list.into_iter().map(|pod| (pod.name_any(), pod)).collect();
    let tell = |pods: &BTreeMap<String, Pod>| changes.send((index, pods.values().cloned().collect()));
    let params = WatchParams { label_selector: labels, field_selector: fields, ..WatchParams::default() };
    let mut events = std::pin::pin!(api.watch(&params, &version).await?);
    let mut is_heard = tell(&pods).is_ok();
    while let Some(event) = events.next().await.filter(|_| is_heard) {
        match event? {
            WatchEvent::Added(pod) | WatchEvent::Modified(pod) => drop(pods.insert(pod.name_any(), pod)),
            WatchEvent::Deleted(pod) => drop(pods.remove(&pod.name_any())),
            WatchEvent::Bookmark(_) => continue,
            WatchEvent::Error(status) => return Err(kube::Error::Api(status)),
        }
        is_heard = tell(&pods).is_ok();
    }
    Ok(())
}

fn containers(pod: &Pod) -> Vec<AppContainer> {
    let statuses = pod.status.as_ref().and_then(|status| status.container_statuses.as_ref());
    let specs = pod.spec.iter().flat_map(|spec| &spec.containers);
    let described = specs.map(|spec| {
        let status = statuses.into_iter().flatten().find(|status| status.name == spec.name);
        AppContainer {
            namespace: pod.namespace().unwrap_or_default(),
            pod: pod.name_any(),
            name: spec.name.clone(),
            image: spec.image.clone().unwrap_or_default(),
            image_id: pod.annotations().get(IMAGE_ANNOTATION).cloned(),
            node: pod.spec.as_ref().and_then(|spec| spec.node_name.clone()).unwrap_or_default(),
            id: status.and_then(id),
            state: status.map_or(ContainerState::Waiting, state),
        }
    });
    described.collect()
}

/// `containerd://ID`; that of the run before, while the next one has none yet.
fn id(status: &ContainerStatus) -> Option<String> {
    let ended = status.last_state.as_ref().and_then(|last| last.terminated.as_ref());
    let whole = status.container_id.as_ref().filter(|id| !id.is_empty()).or_else(|| ended?.container_id.as_ref())?;
    Some(whole.rsplit('/').next().unwrap_or(whole).to_owned())
}

fn state(status: &ContainerStatus) -> ContainerState {
    let Some(state) = &status.state else { return ContainerState::Waiting };
    if state.running.is_some() {
        return ContainerState::Running;
    }
    let last = status.last_state.as_ref().and_then(|last| last.terminated.as_ref());
    match state.terminated.as_ref().or(last) {
        Some(end) => ContainerState::Ended { exit_code: end.exit_code },
        None => ContainerState::Waiting,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::cluster::parse_manifest;

    #[test]
    fn workloads_say_which_pods_are_theirs() {
        let text = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {selector: {matchLabels: {app: a}}}\n---\n\
                    apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {selector: {app: a}}\n---\n\
                    apiVersion: v1\nkind: Pod\nmetadata: {name: b, namespace: other}\n";
        let selections: Vec<_> =
            parse_manifest("a.yaml", text).unwrap().iter().filter_map(|found| selection(found, "default")).collect();
        let of = |namespace: &str, labels: Option<&str>, fields: Option<&str>| Selection {
            namespace: namespace.into(),
            labels: labels.map(str::to_owned),
            fields: fields.map(str::to_owned),
        };
        assert_eq!(selections, [of("default", Some("app=a"), None), of("other", None, Some("metadata.name=b"))]);
    }

    #[test]
    fn a_container_is_known_by_its_last_run() {
        let pod: Pod = serde_json::from_value(json!({
            "metadata": { "name": "a-1", "namespace": "default", "annotations": { IMAGE_ANNOTATION: "sha256:1" } },
            "spec": { "nodeName": "worker-1", "containers": [{ "name": "web", "image": "web:v1" }, { "name": "new" }] },
            "status": { "containerStatuses": [{ "name": "web", "image": "web:v1", "imageID": "", "ready": false, "restartCount": 1,
                "state": { "waiting": { "reason": "CrashLoopBackOff" } },
                "lastState": { "terminated": { "exitCode": 3, "containerID": "containerd://12" } } }] },
        }))
        .unwrap();
        let found = containers(&pod);
        assert_eq!((found[0].id.as_deref(), &found[0].state), (Some("12"), &ContainerState::Ended { exit_code: 3 }));
        assert_eq!((found[0].node.as_str(), found[0].image_id.as_deref()), ("worker-1", Some("sha256:1")));
        assert_eq!((found[1].id.as_deref(), &found[1].state), (None, &ContainerState::Waiting));
    }
}
