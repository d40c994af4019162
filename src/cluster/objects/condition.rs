//! Conditions of objects: what `kubectl wait --for=condition=…` waits for.

use std::time::Duration;

use kube::api::{DynamicObject, GroupVersionKind};
use kube::discovery::Scope;
use kube::{Api, Client};
use serde_json::Value;
use tokio::time::Instant;

use crate::cluster::{ApplyError, Kube, api_reason};

const INTERVAL: Duration = Duration::from_millis(100);

/// A condition that an object shall have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    pub api_version: String,
    pub kind: String,
    pub namespace: Option<String>,
    pub name: String,
    /// `Available`.
    pub condition: String,
}

impl Condition {
    /// ``apiservice `v1beta1.metrics.k8s.io` ``.
    pub fn title(&self) -> String {
        format!("{} `{}`", self.kind.to_lowercase(), self.name)
    }
}

/// Waits until an object has a condition; `seen` is told each new state.
pub async fn wait_for_condition(
    kube: &Kube,
    condition: &Condition,
    timeout: Duration,
    seen: impl Fn(&str),
) -> Result<(), ApplyError> {
    let deadline = Instant::now() + timeout;
    let mut last = String::new();
    loop {
        let state = match find(&kube.client, condition).await.map_err(server)? {
            Some(object) => match state(&object, &condition.condition) {
                Ok(()) => return Ok(()),
                Err(state) => state,
            },
            None => "it is not there".to_owned(),
        };
        if state != last {
            seen(&state);
            last = state;
        }
        if Instant::now() > deadline {
            let (object, condition) = (condition.title(), condition.condition.clone());
            return Err(ApplyError::NoCondition { object, condition, seconds: timeout.as_secs(), last });
        }
        tokio::time::sleep(INTERVAL).await;
    }
}

async fn find(client: &Client, wanted: &Condition) -> Result<Option<DynamicObject>, kube::Error> {
    let (group, version) = wanted.api_version.rsplit_once('/').unwrap_or(("", &wanted.api_version));
    let kind = GroupVersionKind::gvk(group, version, &wanted.kind);
    let (resource, capabilities) = match kube::discovery::pinned_kind(client, &kind).await {
        Ok(found) => found,
        Err(kube::Error::Discovery(_)) => return Ok(None),
        Err(kube::Error::Api(status)) if status.code == 404 => return Ok(None),
        Err(error) => return Err(error),
    };
    let api: Api<DynamicObject> = match (&wanted.namespace, capabilities.scope) {
        (Some(namespace), Scope::Namespaced) => Api::namespaced_with(client.clone(), namespace, &resource),
        (None, Scope::Namespaced) => Api::default_namespaced_with(client.clone(), &resource),
        (_, Scope::Cluster) => Api::all_with(client.clone(), &resource),
    };
    api.get_opt(&wanted.name).await
}

/// What an object says of a condition that it does not have.
fn state(object: &DynamicObject, wanted: &str) -> Result<(), String> {
    let conditions = object.data.pointer("/status/conditions").and_then(Value::as_array);
    let found = conditions.into_iter().flatten().find(|condition| condition["type"] == wanted);
    match found {
        Some(condition) if condition["status"] == "True" => Ok(()),
        Some(condition) => {
            let text = |field: &str| condition[field].as_str().filter(|text| !text.is_empty());
            Err(text("message").or(text("reason")).unwrap_or("it is not yet").to_owned())
        }
        None => Err(format!("nothing is said of `{wanted}` yet")),
    }
}

fn server(error: kube::Error) -> ApplyError {
    ApplyError::Server { reason: api_reason(error) }
}

#[cfg(test)]
mod tests {
    use kube::api::ApiResource;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_condition_is_there_or_says_why_not() {
        let resource = ApiResource::from_gvk(&GroupVersionKind::gvk("", "v1", "Pod"));
        let with = |conditions: Value| {
            let mut object = DynamicObject::new("a", &resource);
            object.data = json!({ "status": { "conditions": conditions } });
            state(&object, "Available")
        };
        assert_eq!(with(json!([{ "type": "Available", "status": "True" }])), Ok(()));
        let missing =
            json!([{ "type": "Available", "status": "False", "reason": "MissingEndpoints", "message": "none" }]);
        assert_eq!(with(missing), Err("none".to_owned()));
        assert_eq!(with(json!([])), Err("nothing is said of `Available` yet".to_owned()));
    }
}
