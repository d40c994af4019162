//! Fields that `kubectl apply` set become ours before we apply: a field that left the manifest would otherwise stay,
//! because kubectl's client-side apply counts as another owner of it.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::{FieldsV1, ManagedFieldsEntry};
use kube::api::DynamicObject;
use serde_json::{Value, json};

const KUBECTL: &str = "kubectl-client-side-apply";
/// kubectl's own memory of what it applied stays its own.
const KUBECTL_ANNOTATION: &str = "f:kubectl.kubernetes.io/last-applied-configuration";
/// The map or list itself, beside its entries.
const WHOLE: &str = ".";

/// A merge patch that hands kubectl's fields to `manager`; `None` where kubectl has none.
pub(super) fn take_over(object: &DynamicObject, manager: &str) -> Option<Value> {
    let entries = object.metadata.managed_fields.as_ref()?;
    let is_kubectls = |entry: &ManagedFieldsEntry| {
        entry.manager.as_deref() == Some(KUBECTL)
            && entry.operation.as_deref() == Some("Update")
            && entry.subresource.is_none()
    };
    let is_ours = |entry: &ManagedFieldsEntry| {
        entry.manager.as_deref() == Some(manager) && entry.operation.as_deref() == Some("Apply")
    };
    let mut theirs = entries.iter().find(|entry| is_kubectls(entry))?.clone();
    let mut fields = theirs.fields_v1.take()?.0;
    if let Some(metadata) = fields.get_mut("f:metadata").and_then(Value::as_object_mut) {
        let annotations = metadata.get_mut("f:annotations").and_then(Value::as_object_mut);
        let is_last = annotations.is_some_and(|all| {
            all.remove(KUBECTL_ANNOTATION);
            all.keys().all(|name| name == WHOLE)
        });
        if is_last {
            // Who owns the map and lets go of it removes it, with what kubectl keeps there.
            metadata.remove("f:annotations");
        }
    }
    for ours in entries.iter().filter(|entry| is_ours(entry)) {
        merge(&mut fields, &ours.fields_v1.as_ref()?.0);
    }
    let taken = ManagedFieldsEntry {
        manager: Some(manager.to_owned()),
        operation: Some("Apply".to_owned()),
        fields_v1: Some(FieldsV1(fields)),
        ..theirs
    };
    let kept = entries.iter().filter(|entry| !is_kubectls(entry) && !is_ours(entry)).cloned();
    let all: Vec<_> = kept.chain([taken]).collect();
    // With the version that was read: whoever changed the object since then is not overrun.
    Some(json!({ "metadata": { "resourceVersion": object.metadata.resource_version, "managedFields": all } }))
}

/// Adds the fields of `other`; a field set is a tree of empty objects.
fn merge(fields: &mut Value, other: &Value) {
    if let (Some(fields), Some(other)) = (fields.as_object_mut(), other.as_object()) {
        for (name, inner) in other {
            merge(fields.entry(name.clone()).or_insert_with(|| json!({})), inner);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(managers: Value) -> DynamicObject {
        serde_json::from_value(json!({
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": { "name": "a", "resourceVersion": "7", "managedFields": managers },
        }))
        .unwrap()
    }

    #[test]
    fn kubectls_fields_join_ours() {
        let patch = take_over(
            &object(json!([
                { "manager": KUBECTL, "operation": "Update", "apiVersion": "v1", "fieldsType": "FieldsV1",
                  "fieldsV1": { "f:data": { "f:old": {} }, "f:metadata": { "f:annotations": { ".": {}, KUBECTL_ANNOTATION: {} } } } },
                { "manager": "devcluster", "operation": "Apply", "apiVersion": "v1", "fieldsType": "FieldsV1", "fieldsV1": { "f:data": { "f:new": {} } } },
                { "manager": "other", "operation": "Update", "apiVersion": "v1", "fieldsType": "FieldsV1", "fieldsV1": {} },
            ])),
            "devcluster",
        )
        .unwrap();
        let entries = patch.pointer("/metadata/managedFields").and_then(Value::as_array).unwrap();
        assert_eq!(
            entries.iter().map(|entry| entry["manager"].as_str().unwrap()).collect::<Vec<_>>(),
            ["other", "devcluster"]
        );
        assert_eq!(entries[1]["fieldsV1"], json!({ "f:data": { "f:old": {}, "f:new": {} }, "f:metadata": {} }));
        assert_eq!(patch["metadata"]["resourceVersion"], "7");
    }

    #[test]
    fn what_kubectl_never_applied_is_left_alone() {
        assert_eq!(take_over(&object(json!([])), "devcluster"), None);
    }
}
