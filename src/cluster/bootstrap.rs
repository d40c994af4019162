//! The objects that make an API server a cluster: nodes' labels, RBAC, kube-proxy, CoreDNS; applied in one burst.

use futures::future::try_join_all;
use futures::stream::{FuturesUnordered, TryStreamExt};
use k8s_openapi::api::core::v1::{ConfigMap, Namespace, Node};
use kube::api::{ApiResource, DynamicObject, GroupVersionKind, ListParams, ObjectMeta, Patch, PatchParams, PostParams};
use kube::{Api, Client};
use serde_json::{Value, json};

use super::files::{Basis, Values};
use super::templates::{in_folder, render};
use super::{ClusterError, ClusterState, Kube};
use crate::config::{NodeRole, Taint};
use crate::plan::{Layout, NodeLayout, gpu_labels};
use crate::yaml;

/// Field manager of what devcluster applies.
pub(super) const FIELD_MANAGER: &str = "devcluster";

/// Where the objects are. The API server makes them too, soon after it is usable.
const NAMESPACES: [&str; 2] = ["kube-public", "kube-system"];

/// The object that is applied last: where it is, all others were applied.
const LAST: &str = "kubeadm-config";

/// Applies everything that a cluster of `layout` needs; repeating it changes nothing but what users have changed.
pub async fn bootstrap(kube: &Kube, basis: &Basis<'_>, ca: &str) -> Result<(), ClusterError> {
    try_join_all(NAMESPACES.map(|name| make_namespace(&kube.client, name))).await?;
    let layout = basis.layout;
    let mut objects: Vec<_> = layout.nodes.iter().map(|node| node_object(layout, node)).collect();
    if let Some(first) = layout.nodes.first() {
        let values = Values::new(basis, first, ca);
        for path in in_folder("objects") {
            objects.extend(yaml::parse_all(&render(&path, &values)?)?);
        }
    }
    let is_last = |object: &Value| object.pointer("/metadata/name").and_then(Value::as_str) == Some(LAST);
    let (last, first): (Vec<_>, Vec<_>) = objects.into_iter().partition(is_last);
    apply_all(kube, &first).await?;
    apply_all(kube, &last).await
}

/// Whether `bootstrap` came to its end.
pub async fn is_bootstrapped(kube: &Kube) -> Result<bool, ClusterError> {
    let maps: Api<ConfigMap> = Api::namespaced(kube.client.clone(), "kube-system");
    let found = maps.get_opt(LAST).await.map_err(|error| ClusterError::Api {
        action: format!("tell of ConfigMap `{LAST}`"),
        source: Box::new(error),
    })?;
    Ok(found.is_some())
}

/// Nodes of a cluster of which the API server knows no pod subnet, or nothing at all.
pub async fn nodes_without_subnet(kube: &Kube, cluster: &ClusterState) -> Result<Vec<String>, ClusterError> {
    let nodes: Api<Node> = Api::all(kube.client.clone());
    let nodes = nodes
        .list(&ListParams::default())
        .await
        .map_err(|error| ClusterError::Api { action: "list nodes".to_owned(), source: Box::new(error) })?;
    let has_subnet = |name: &str| {
        let mut nodes = nodes.iter().filter(|node| node.metadata.name.as_deref() == Some(name));
        nodes.any(|node| node.spec.as_ref().is_some_and(|spec| spec.pod_cidr.is_some()))
    };
    let lacking = cluster.nodes.iter().filter(|node| !has_subnet(&node.name));
    Ok(lacking.map(|node| node.name.clone()).collect())
}

/// Makes the Node objects of those nodes of a layout whose names are given.
pub async fn apply_nodes(kube: &Kube, layout: &Layout, names: &[&str]) -> Result<(), ClusterError> {
    let nodes = layout.nodes.iter().filter(|node| names.contains(&node.spec.name.as_str()));
    apply_all(kube, &nodes.map(|node| node_object(layout, node)).collect::<Vec<_>>()).await
}

async fn apply_all(kube: &Kube, objects: &[Value]) -> Result<(), ClusterError> {
    objects.iter().map(|object| apply(&kube.client, object)).collect::<FuturesUnordered<_>>().try_collect().await
}

async fn make_namespace(client: &Client, name: &str) -> Result<(), ClusterError> {
    let namespace =
        Namespace { metadata: ObjectMeta { name: Some(name.to_owned()), ..Default::default() }, ..Default::default() };
    match Api::all(client.clone()).create(&PostParams::default(), &namespace).await {
        Err(kube::Error::Api(status)) if status.is_already_exists() => Ok(()),
        made => made.map(drop).map_err(|error| ClusterError::Api {
            action: format!("accept Namespace `{name}`"),
            source: Box::new(error),
        }),
    }
}

/// Server-side apply of one object of a built-in kind (their plural is regular, so no discovery is needed).
async fn apply(client: &Client, object: &Value) -> Result<(), ClusterError> {
    let text = |pointer: &str| object.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let (group, version) = text("/apiVersion").rsplit_once('/').unwrap_or(("", text("/apiVersion")));
    let resource = ApiResource::from_gvk(&GroupVersionKind::gvk(group, version, text("/kind")));
    let name = text("/metadata/name");
    let api: Api<DynamicObject> = match text("/metadata/namespace") {
        "" => Api::all_with(client.clone(), &resource),
        namespace => Api::namespaced_with(client.clone(), namespace, &resource),
    };
    let applied = api.patch(name, &PatchParams::apply(FIELD_MANAGER).force(), &Patch::Apply(object)).await;
    applied.map(drop).map_err(|error| ClusterError::Api {
        action: format!("accept {} `{name}`", text("/kind")),
        source: Box::new(error),
    })
}

fn node_object(layout: &Layout, node: &NodeLayout) -> Value {
    let mut labels = node.spec.gpus.as_ref().map(gpu_labels).unwrap_or_default();
    labels.extend(node.spec.labels.clone());
    if node.spec.role == NodeRole::ControlPlane {
        labels.insert("node-role.kubernetes.io/control-plane".to_owned(), String::new());
        if layout.has_workers() {
            labels.insert("node.kubernetes.io/exclude-from-external-load-balancers".to_owned(), String::new());
        }
    }
    let mut object = json!({
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": { "name": node.spec.name, "labels": labels },
        "spec": { "podCIDR": node.pod_subnet.to_string(), "podCIDRs": [node.pod_subnet.to_string()] },
    });
    let taints = layout.taints(node);
    if !taints.is_empty() {
        let taint = |taint: &Taint| json!({ "key": taint.key, "value": taint.value, "effect": taint.effect });
        object["spec"]["taints"] = taints.iter().map(taint).collect();
    }
    object
}
