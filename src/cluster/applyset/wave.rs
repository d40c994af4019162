//! In which order objects go: what depends on others, before them.

use std::collections::BTreeSet;

use serde_json::Value;

use super::kind::GroupKind;
use super::members::Member;

/// Members that go at the same time.
pub type Wave = Vec<Member>;

/// First what the API server asks of the app's pods, which would then stand in the way of all that follows, with what a
/// controller of the app may have to finish itself (objects of the app's own kinds); then the app, then what its pods
/// stood on, and namespaces last.
pub fn waves(members: Vec<Member>) -> Vec<Wave> {
    let defined: BTreeSet<GroupKind> = members.iter().filter_map(|member| defines(&member.object.data)).collect();
    let mut waves: [Wave; 4] = Default::default();
    for member in members {
        let kind = &member.kind.kind;
        let index = match kind.kind.as_str() {
            "Namespace" if kind.group.is_empty() => 3,
            "PersistentVolumeClaim" | "PersistentVolume" if kind.group.is_empty() => 2,
            "CustomResourceDefinition" => 2,
            "APIService" | "MutatingWebhookConfiguration" | "ValidatingWebhookConfiguration" => 0,
            _ if defined.contains(kind) => 0,
            _ => 1,
        };
        waves[index].push(member);
    }
    waves.into_iter().filter(|wave| !wave.is_empty()).collect()
}

/// The kind that a CustomResourceDefinition defines.
fn defines(object: &Value) -> Option<GroupKind> {
    let text = |pointer: &str| object.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
    Some(GroupKind { kind: text("/spec/names/kind")?, group: text("/spec/group")? })
}

#[cfg(test)]
mod tests {
    use kube::api::{ApiResource, DynamicObject, GroupVersionKind};
    use serde_json::json;

    use super::*;
    use crate::cluster::applyset::kind::Served;

    fn member(kind: &str, data: Value) -> Member {
        let kind = GroupKind::parse(kind);
        let resource = ApiResource::from_gvk(&GroupVersionKind::gvk(&kind.group, "v1", &kind.kind));
        let mut object = DynamicObject::new("a", &resource);
        object.data = data;
        Member { kind: Served { kind, resource, namespaced: true }, object }
    }

    #[test]
    fn what_depends_goes_first() {
        let definition = json!({ "spec": { "group": "example.com", "names": { "kind": "Gadget" } } });
        let all = [
            ("Namespace", json!({})),
            ("PersistentVolumeClaim", json!({})),
            ("CustomResourceDefinition.apiextensions.k8s.io", definition),
            ("Deployment.apps", json!({})),
            ("Gadget.example.com", json!({})),
            ("Service", json!({})),
        ];
        let waves = waves(all.into_iter().map(|(kind, data)| member(kind, data)).collect());
        let names: Vec<Vec<_>> =
            waves.iter().map(|wave| wave.iter().map(|member| member.kind.kind.kind.as_str()).collect()).collect();
        assert_eq!(
            names,
            [
                vec!["Gadget"],
                vec!["Deployment", "Service"],
                vec!["PersistentVolumeClaim", "CustomResourceDefinition"],
                vec!["Namespace"],
            ]
        );
    }
}
