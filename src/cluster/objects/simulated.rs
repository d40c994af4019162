//! Nodes that only seem to run: Node objects that KWOK keeps alive. Nothing of them is in the engine.

use std::collections::BTreeSet;

use futures::stream::{self, StreamExt, TryStreamExt};
use k8s_openapi::api::core::v1::{Node, Pod};
use kube::api::{DeleteParams, ListParams, PostParams};
use kube::{Api, ResourceExt};
use serde_json::json;

use crate::cluster::{ClusterError, Kube};

/// Label of all simulated nodes.
pub const SIMULATED: &str = "devcluster.dev/simulated";
/// Requests under way at a time.
const AT_ONCE: usize = 32;

/// What a simulated node says that it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimulatedNode {
    pub milli_cpus: u32,
    /// Bytes.
    pub memory: u64,
    pub pods: u32,
    /// Whether only pods that tolerate it come there.
    pub tainted: bool,
}

/// Makes that many; their names: the first numbers that are free.
pub async fn add_simulated_nodes(kube: &Kube, like: &SimulatedNode, count: u32) -> Result<Vec<String>, ClusterError> {
    let there: BTreeSet<_> = simulated_nodes(kube).await?.into_iter().collect();
    let free = (1..).map(|number: u32| format!("simulated-{number}")).filter(|name| !there.contains(name));
    let names: Vec<_> = free.take(count as usize).collect();
    let api: Api<Node> = Api::all(kube.client.clone());
    let makes = names.iter().map(|name| {
        let api = &api;
        async move {
            let node = object(name, like).map_err(|source| api_error("make", name)(kube::Error::SerdeError(source)))?;
            api.create(&PostParams::default(), &node).await.map(drop).map_err(api_error("make", name))
        }
    });
    stream::iter(makes).buffer_unordered(AT_ONCE).try_collect::<()>().await?;
    Ok(names)
}

/// Names of those that there are, in the order of their names.
pub async fn simulated_nodes(kube: &Kube) -> Result<Vec<String>, ClusterError> {
    let api: Api<Node> = Api::all(kube.client.clone());
    let all =
        api.list_metadata(&ListParams::default().labels(SIMULATED)).await.map_err(api_error("list", SIMULATED))?;
    Ok(all.iter().map(ResourceExt::name_any).collect())
}

/// Removes simulated nodes with all that seemed to run there.
pub async fn remove_simulated_nodes(kube: &Kube, names: &[String]) -> Result<(), ClusterError> {
    let nodes: Api<Node> = Api::all(kube.client.clone());
    let names: BTreeSet<_> = names.iter().map(String::as_str).collect();
    // First the nodes, so that no new pods come.
    let deletes = names.iter().map(|&name| {
        let nodes = &nodes;
        async move { gone(nodes.delete(name, &DeleteParams::default()).await).map_err(api_error("delete", name)) }
    });
    stream::iter(deletes).buffer_unordered(AT_ONCE).try_collect::<()>().await?;
    let pods: Api<Pod> = Api::all(kube.client.clone());
    let pods = pods.list(&ListParams::default()).await.map_err(api_error("list", "pods"))?;
    let on_them = pods.iter().filter(|pod| {
        pod.spec.as_ref().and_then(|spec| spec.node_name.as_deref()).is_some_and(|node| names.contains(node))
    });
    let at_once = DeleteParams { grace_period_seconds: Some(0), ..DeleteParams::default() };
    let deletes = on_them.map(|pod| {
        let api: Api<Pod> = Api::namespaced(kube.client.clone(), &pod.namespace().unwrap_or_default());
        let at_once = &at_once;
        async move {
            let name = pod.name_any();
            gone(api.delete(&name, at_once).await).map_err(api_error("delete", &name))
        }
    });
    stream::iter(deletes.collect::<Vec<_>>()).buffer_unordered(AT_ONCE).try_collect::<()>().await
}

/// What is gone already is no failure.
fn gone<T>(result: Result<T, kube::Error>) -> Result<(), kube::Error> {
    match result {
        Err(kube::Error::Api(status)) if status.code == 404 => Ok(()),
        result => result.map(drop),
    }
}

fn api_error(action: &str, what: &str) -> impl Fn(kube::Error) -> ClusterError {
    let action = format!("{action} `{what}`");
    move |source| ClusterError::Api { action: action.clone(), source: Box::new(source) }
}

fn object(name: &str, like: &SimulatedNode) -> Result<Node, serde_json::Error> {
    let size = json!({
        "cpu": format!("{}m", like.milli_cpus),
        "memory": like.memory.to_string(),
        "pods": like.pods.to_string(),
    });
    let taint = json!({ "key": "kwok.x-k8s.io/node", "value": "fake", "effect": "NoSchedule" });
    let architecture = match std::env::consts::ARCH {
        "aarch64" => "arm64",
        "x86_64" => "amd64",
        other => other,
    };
    serde_json::from_value(json!({
        "metadata": {
            "name": name,
            "annotations": { "kwok.x-k8s.io/node": "fake", "node.alpha.kubernetes.io/ttl": "0" },
            "labels": {
                SIMULATED: "",
                "type": "kwok",
                "kubernetes.io/arch": architecture,
                "kubernetes.io/os": "linux",
                "kubernetes.io/hostname": name,
                "node-role.kubernetes.io/simulated": "",
                // No address of a LoadBalancer can be there.
                "node.kubernetes.io/exclude-from-external-load-balancers": "",
            },
        },
        "spec": { "taints": if like.tainted { vec![taint] } else { Vec::new() } },
        "status": { "allocatable": size, "capacity": size, "nodeInfo": {
            "architecture": architecture, "bootID": "", "containerRuntimeVersion": "kwok", "kernelVersion": "", "kubeProxyVersion": "",
            "kubeletVersion": "kwok", "machineID": "", "operatingSystem": "linux", "osImage": "", "systemUUID": "",
        } },
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_simulated_node_says_what_it_has() {
        let like = SimulatedNode { milli_cpus: 32_000, memory: 1 << 38, pods: 110, tainted: true };
        let node = object("simulated-1", &like).unwrap();
        let capacity = node.status.unwrap().capacity.unwrap();
        assert_eq!((capacity["cpu"].0.as_str(), capacity["memory"].0.as_str()), ("32000m", "274877906944"));
        assert_eq!(node.spec.unwrap().taints.unwrap()[0].key, "kwok.x-k8s.io/node");
    }
}
