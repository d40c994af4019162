//! The objects that the API server has; no Secrets and no ConfigMaps.

use futures::future::join_all;
use kube::Api;
use kube::api::{ApiResource, DynamicObject, GroupVersionKind, ListParams};
use serde_json::Value;

use super::part::Part;
use super::redact::redact;
use crate::cluster::kube_client::connect;
use crate::cluster::{ClusterState, Kube};
use crate::engine::Engine;
use crate::yaml;

/// Group, version and kind.
const KINDS: [(&str, &str, &str); 17] = [
    ("", "v1", "Namespace"),
    ("", "v1", "Node"),
    ("", "v1", "Pod"),
    ("", "v1", "Service"),
    ("", "v1", "Event"),
    ("", "v1", "PersistentVolume"),
    ("", "v1", "PersistentVolumeClaim"),
    ("apps", "v1", "Deployment"),
    ("apps", "v1", "ReplicaSet"),
    ("apps", "v1", "DaemonSet"),
    ("apps", "v1", "StatefulSet"),
    ("batch", "v1", "Job"),
    ("coordination.k8s.io", "v1", "Lease"),
    ("discovery.k8s.io", "v1", "EndpointSlice"),
    ("networking.k8s.io", "v1", "NetworkPolicy"),
    ("scheduling.k8s.io", "v1", "PriorityClass"),
    ("storage.k8s.io", "v1", "StorageClass"),
];

pub(super) async fn objects(engine: &dyn Engine, cluster: &ClusterState) -> Part {
    let mut part = Part::default();
    if !cluster.first_control_plane().is_ok_and(|node| node.running) {
        part.problems.push("the objects of the API server: its node does not run".to_owned());
        return part;
    }
    let kube = match connect(engine, cluster).await {
        Ok(kube) => kube,
        Err(error) => {
            part.missing("the objects of the API server", &error);
            return part;
        }
    };
    let listed = join_all(KINDS.map(|kind| list(&kube, kind))).await;
    for ((_, _, kind), listed) in KINDS.into_iter().zip(listed) {
        match listed.map(|objects| yaml::render(&objects)) {
            Ok(Ok(text)) => drop(part.files.insert(format!("objects/{kind}.yaml"), text.into_bytes())),
            Ok(Err(error)) => part.missing(&format!("objects of kind {kind}"), &error),
            Err(error) => part.missing(&format!("objects of kind {kind}"), &error),
        }
    }
    part
}

async fn list(kube: &Kube, (group, version, kind): (&str, &str, &str)) -> Result<Value, kube::Error> {
    let resource = ApiResource::from_gvk(&GroupVersionKind::gvk(group, version, kind));
    let api: Api<DynamicObject> = Api::all_with(kube.client.clone(), &resource);
    let objects = api.list(&ListParams::default()).await?;
    let mut objects = serde_json::to_value(objects.items).map_err(kube::Error::SerdeError)?;
    redact(&mut objects);
    Ok(objects)
}
