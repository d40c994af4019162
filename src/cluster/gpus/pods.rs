//! Pods that have a GPU that failed: they are evicted, so that their controllers make new ones where GPUs work.

use std::collections::BTreeSet;

use k8s_openapi::api::core::v1::Pod;
use kube::Api;
use kube::api::EvictParams;

use super::{GpuHolder, GpuStatus};
use crate::cluster::{ClusterError, Kube, api_reason};

/// What became of the pods, by `NAMESPACE/NAME`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Moved {
    pub evicted: Vec<String>,
    /// Those that stay, and why.
    pub staying: Vec<(String, String)>,
}

/// Evicts the pods that have these GPUs, as `kubectl drain` does: what no controller would make again stays.
pub async fn move_pods(kube: &Kube, gpus: &[GpuStatus]) -> Result<Moved, ClusterError> {
    let holders: BTreeSet<_> = gpus.iter().flat_map(|gpu| &gpu.holders).map(pod_of).collect();
    let mut moved = Moved::default();
    for (namespace, name) in holders {
        let pods: Api<Pod> = Api::namespaced(kube.client.clone(), namespace);
        let shown = format!("{namespace}/{name}");
        let fail = |error| ClusterError::Api { action: format!("tell of pod `{shown}`"), source: Box::new(error) };
        let Some(pod) = pods.get_opt(name).await.map_err(fail)? else { continue };
        if let Some(reason) = stays(&pod) {
            moved.staying.push((shown, reason));
            continue;
        }
        match pods.evict(name, &EvictParams::default()).await {
            Ok(_) => moved.evicted.push(shown),
            Err(kube::Error::Api(status)) if status.is_not_found() => {}
            Err(error) => moved.staying.push((shown, api_reason(error))),
        }
    }
    Ok(moved)
}

fn pod_of(holder: &GpuHolder) -> (&str, &str) {
    (&holder.namespace, &holder.pod)
}

/// Why it would not come up elsewhere.
fn stays(pod: &Pod) -> Option<String> {
    let mut owners = pod.metadata.owner_references.iter().flatten();
    match owners.find(|owner| owner.controller == Some(true)) {
        None => Some("it has no controller that would make it again".to_owned()),
        Some(owner) if owner.kind == "DaemonSet" => Some("its DaemonSet would make it again on this node".to_owned()),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_comes_up_elsewhere_is_evicted() {
        let pod = |owners: serde_json::Value| -> Pod {
            serde_json::from_value(json!({ "metadata": { "name": "a", "ownerReferences": owners } })).unwrap()
        };
        let owner = |kind: &str, controller: bool| json!([{ "apiVersion": "apps/v1", "kind": kind, "name": "o", "uid": "1", "controller": controller }]);
        assert_eq!(stays(&pod(owner("ReplicaSet", true))), None);
        assert_eq!(stays(&pod(owner("Job", true))), None);
        assert!(stays(&pod(owner("DaemonSet", true))).is_some());
        assert!(stays(&pod(owner("ConfigMap", false))).is_some());
        assert!(stays(&pod(json!([]))).is_some());
    }
}
