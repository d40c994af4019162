//! Restarts of workloads as `kubectl rollout restart` does them.

use k8s_openapi::api::apps::v1::ReplicaSet;
use kube::api::{DynamicObject, Patch, PatchParams};
use kube::{Api, ResourceExt};
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::image_users::ImageUser;
use super::{Workload, WorkloadError};
use crate::cluster::{Kube, api_reason};

/// What a change of makes a controller replace its pods; kubectl's own annotation.
const RESTARTED_AT: &str = "kubectl.kubernetes.io/restartedAt";

/// What stands behind a pod.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owner {
    /// A workload that replaces its pods when it is restarted.
    Workload(Workload),
    /// Nothing that would: why a restart has to be left to the user.
    Nothing(String),
}

/// Finds what has to be restarted for a pod to be replaced.
pub async fn owner_of(kube: &Kube, user: &ImageUser) -> Result<Owner, WorkloadError> {
    let Some((kind, name)) = &user.owner else { return Ok(Owner::Nothing("made by hand".to_owned())) };
    let (kind, name) = match kind.as_str() {
        "Deployment" | "StatefulSet" | "DaemonSet" => (kind.clone(), name.clone()),
        "ReplicaSet" => match deployment_of(kube, &user.namespace, name).await? {
            Some(deployment) => ("Deployment".to_owned(), deployment),
            None => return Ok(Owner::Nothing(format!("of ReplicaSet `{name}`"))),
        },
        kind => return Ok(Owner::Nothing(format!("of {kind} `{name}`"))),
    };
    let workload = Workload { kind, namespace: user.namespace.clone(), name };
    let object = workload.api(&kube.client).get(&workload.name).await.map_err(server)?;
    Ok(match obstacle(&workload, &object) {
        Some(obstacle) => Owner::Nothing(obstacle),
        None => Owner::Workload(workload),
    })
}

async fn deployment_of(kube: &Kube, namespace: &str, name: &str) -> Result<Option<String>, WorkloadError> {
    let sets: Api<ReplicaSet> = Api::namespaced(kube.client.clone(), namespace);
    let set = sets.get_opt(name).await.map_err(server)?;
    let owner = |set: ReplicaSet| {
        let owners = set.owner_references();
        owners.iter().find(|owner| owner.kind == "Deployment").map(|owner| owner.name.clone())
    };
    Ok(set.and_then(owner))
}

/// Why a workload would not replace its pods.
fn obstacle(workload: &Workload, object: &DynamicObject) -> Option<String> {
    let title = format!("of {} `{}`", workload.kind, workload.name);
    let at = |pointer: &str| object.data.pointer(pointer);
    if at("/spec/paused").and_then(Value::as_bool) == Some(true) {
        return Some(format!("{title}, which is paused"));
    }
    (at("/spec/updateStrategy/type").and_then(Value::as_str) == Some("OnDelete"))
        .then(|| format!("{title}, which replaces what is deleted"))
}

/// Has a workload replace its pods, as its strategy says.
pub async fn restart_workload(kube: &Kube, workload: &Workload) -> Result<(), WorkloadError> {
    let now = OffsetDateTime::now_utc().format(&Rfc3339).unwrap_or_default();
    let patch = json!({ "spec": { "template": { "metadata": { "annotations": { RESTARTED_AT: now } } } } });
    let api = workload.api(&kube.client);
    api.patch(&workload.name, &PatchParams::default(), &Patch::Merge(&patch)).await.map_err(server)?;
    Ok(())
}

fn server(error: kube::Error) -> WorkloadError {
    WorkloadError::Server { reason: api_reason(error) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn workloads_that_replace_nothing_are_told() {
        let told = |kind: &str, spec: Value| {
            let workload = Workload { kind: kind.into(), namespace: "default".into(), name: "app".into() };
            let object = serde_json::from_value(json!({ "metadata": { "name": "app" }, "spec": spec })).unwrap();
            obstacle(&workload, &object)
        };
        assert_eq!(told("Deployment", json!({ "paused": true })), Some("of Deployment `app`, which is paused".into()));
        assert_eq!(
            told("DaemonSet", json!({ "updateStrategy": { "type": "OnDelete" } })),
            Some("of DaemonSet `app`, which replaces what is deleted".into())
        );
        assert_eq!(told("StatefulSet", json!({ "updateStrategy": { "type": "RollingUpdate" } })), None);
    }
}
