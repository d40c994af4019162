use k8s_openapi::serde_json::{Value, from_value, json};
use kube::runtime::watcher::Event;

use super::*;
use crate::storage::objects::Extra;
use crate::storage::watch::Change;

/// Nodes `own` and `other`, both ready; classes `standard`, `immediate` and `odd`, which sets a parameter.
fn world(objects: &[Value]) -> World {
    let class = |name: &str, mode: &str, parameters: Value| {
        json!({
            "kind": "StorageClass", "metadata": { "name": name }, "provisioner": "devcluster.dev/local",
            "reclaimPolicy": "Delete", "volumeBindingMode": mode, "parameters": parameters,
        })
    };
    let standing = [
        node("own", &json!({})),
        node("other", &json!({})),
        class("standard", "WaitForFirstConsumer", Value::Null),
        class("immediate", "Immediate", Value::Null),
        class("odd", "WaitForFirstConsumer", json!({ "size": "big" })),
    ];
    let mut world = World::default();
    world.take(Change::Claim(Box::new(Event::InitDone)));
    world.take(Change::Volume(Box::new(Event::InitDone)));
    world.take(Change::Class(Box::new(Event::InitDone)));
    world.take(Change::Node(Box::new(Event::InitDone)));
    for object in standing.iter().chain(objects) {
        world.take(change(object));
    }
    world
}

fn change(object: &Value) -> Change {
    fn event<T: serde::de::DeserializeOwned>(object: &Value) -> Box<Event<T>> {
        Box::new(Event::Apply(from_value(object.clone()).unwrap()))
    }
    match object["kind"].as_str().unwrap() {
        "PersistentVolumeClaim" => Change::Claim(event(object)),
        "PersistentVolume" => Change::Volume(event(object)),
        "StorageClass" => Change::Class(event(object)),
        "Node" => Change::Node(event(object)),
        other => panic!("{other}"),
    }
}

fn node(name: &str, spec: &Value) -> Value {
    let conditions = json!([{ "type": "Ready", "status": "True" }]);
    json!({ "kind": "Node", "metadata": { "name": name }, "spec": spec, "status": { "conditions": conditions } })
}

/// A node that has not been heard of for long.
fn unreachable(name: &str) -> Value {
    let taint = json!({ "key": "node.kubernetes.io/unreachable", "effect": "NoExecute" });
    let conditions = json!([{ "type": "Ready", "status": "Unknown" }]);
    json!({
        "kind": "Node", "metadata": { "name": name },
        "spec": { "taints": [taint] }, "status": { "conditions": conditions },
    })
}

/// A claim whose UID is its name; `more` is merged into its spec.
fn claim(name: &str, class: &str, selected: Option<&str>, more: &Value) -> Value {
    let mut annotations = json!({ "volume.kubernetes.io/storage-provisioner": "devcluster.dev/local" });
    if let Some(node) = selected {
        annotations["volume.kubernetes.io/selected-node"] = json!(node);
    }
    let mut spec = json!({
        "accessModes": ["ReadWriteOnce"], "storageClassName": class,
        "resources": { "requests": { "storage": "1Gi" } },
    });
    spec.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({
        "kind": "PersistentVolumeClaim",
        "metadata": {
            "namespace": "default", "name": name, "uid": name, "resourceVersion": "1", "annotations": annotations,
        },
        "spec": spec,
    })
}

fn bound(requested: &str, capacity: &str) -> Value {
    let mut claim = claim("data", "standard", Some("own"), &json!({ "volumeName": "pvc-data" }));
    claim["spec"]["resources"]["requests"]["storage"] = json!(requested);
    claim["status"] = json!({ "phase": "Bound", "capacity": { "storage": capacity } });
    claim
}

fn volume(node: &str, policy: &str, phase: &str) -> Value {
    let label = json!({ "key": "kubernetes.io/hostname", "operator": "In", "values": [node] });
    json!({
        "kind": "PersistentVolume",
        "metadata": {
            "name": "pvc-data", "uid": "volume-data", "finalizers": ["external-provisioner.volume.kubernetes.io/finalizer"],
            "annotations": { "pv.kubernetes.io/provisioned-by": "devcluster.dev/local" },
        },
        "spec": {
            "persistentVolumeReclaimPolicy": policy, "local": { "path": "/root/pvc-data" },
            "claimRef": { "namespace": "default", "name": "data", "uid": "data" },
            "nodeAffinity": { "required": { "nodeSelectorTerms": [{ "matchExpressions": [label] }] } },
        },
        "status": { "phase": phase },
    })
}

fn terminating(mut object: Value) -> Value {
    object["metadata"]["deletionTimestamp"] = json!("2026-01-01T00:00:00Z");
    object
}

fn unguarded(mut object: Value) -> Value {
    object["metadata"]["finalizers"] = json!(["kubernetes.io/pv-protection"]);
    object
}

/// What the node does, in short.
fn plans(node: &str, objects: &[Value]) -> Vec<String> {
    let short = |todo| match todo {
        Todo::Provision { claim, class } => format!("provision {claim} of {}", class.name),
        Todo::Refuse { claim, reason } => format!("refuse {claim}: {reason:?}"),
        Todo::Reschedule { claim, lost } => format!("reschedule {claim} from {lost}"),
        Todo::Grow { claim, volume } => format!("grow {volume} to {}", claim.requested),
        Todo::Guard { volume, keep } => format!("guard {}: {keep}", volume.name),
        Todo::Delete { volume } => format!("delete {}", volume.name),
        Todo::Abandon { volume } => format!("abandon {}", volume.name),
    };
    plan(&world(objects), node).into_iter().map(short).collect()
}

/// What both nodes do together.
fn all_plans(objects: &[Value]) -> Vec<String> {
    [plans("own", objects), plans("other", objects)].concat()
}

#[test]
fn a_claim_is_served_by_the_node_that_was_selected() {
    let claims = [claim("data", "standard", Some("own"), &json!({}))];
    assert_eq!(plans("own", &claims), ["provision default/data of standard"]);
    assert!(plans("other", &claims).is_empty());
}

#[test]
fn a_claim_waits_for_its_first_pod() {
    assert!(all_plans(&[claim("data", "standard", None, &json!({}))]).is_empty());
}

#[test]
fn what_is_not_ours_or_has_a_volume_or_goes_is_left_alone() {
    let mut foreign = claim("data", "standard", Some("own"), &json!({}));
    foreign["metadata"]["annotations"]["volume.kubernetes.io/storage-provisioner"] = json!("example.com/nfs");
    let mut foreign_volume = volume("own", "Delete", "Released");
    foreign_volume["metadata"]["annotations"]["pv.kubernetes.io/provisioned-by"] = json!("example.com/nfs");
    let cases = [
        vec![foreign],
        vec![foreign_volume],
        vec![claim("data", "of-another", Some("own"), &json!({}))],
        vec![terminating(claim("data", "standard", Some("own"), &json!({})))],
        // Made, and not bound yet.
        vec![claim("data", "standard", Some("own"), &json!({})), volume("own", "Delete", "Pending")],
        vec![bound("1Gi", "1Gi"), volume("own", "Delete", "Bound")],
    ];
    for case in cases {
        assert!(all_plans(&case).is_empty(), "{case:?}");
    }
}

#[test]
fn what_folders_can_not_do_is_refused_by_the_selected_node() {
    let source = json!({ "kind": "PersistentVolumeClaim", "name": "other" });
    let cases = [
        (json!({ "accessModes": ["ReadWriteOnce", "ReadWriteMany"] }), "AccessMode(\"ReadWriteMany\")"),
        (json!({ "accessModes": ["ReadOnlyMany"] }), "AccessMode(\"ReadOnlyMany\")"),
        (json!({ "volumeMode": "Block" }), "Extra(BlockDevice)"),
        (json!({ "dataSource": source }), "Extra(DataSource)"),
        (json!({ "selector": { "matchLabels": { "disk": "fast" } } }), "Extra(Selector)"),
        (json!({ "volumeAttributesClassName": "gold" }), "Extra(AttributesClass)"),
    ];
    for (more, reason) in cases {
        let claims = [claim("data", "standard", Some("own"), &more)];
        assert_eq!(plans("own", &claims), [format!("refuse default/data: {reason}")]);
        assert!(plans("other", &claims).is_empty());
    }
    let odd = [claim("data", "odd", Some("own"), &json!({}))];
    assert_eq!(plans("own", &odd), ["refuse default/data: Parameters { class: \"odd\", names: [\"size\"] }"]);
    let single_pod = [claim("data", "standard", Some("own"), &json!({ "accessModes": ["ReadWriteOncePod"] }))];
    assert_eq!(plans("own", &single_pod), ["provision default/data of standard"]);
}

#[test]
fn refusals_say_what_to_do() {
    let said = Refusal::AccessMode("ReadWriteMany".into()).to_string();
    assert!(said.contains("ReadWriteMany") && said.contains("ask for ReadWriteOnce"), "{said}");
    let said = Refusal::Extra(Extra::BlockDevice).to_string();
    assert!(said.contains("ask for Filesystem"), "{said}");
}

#[test]
fn an_immediate_claim_is_served_by_one_node_that_takes_pods() {
    let name = |number: i32| format!("data-{number}");
    for number in 0..8 {
        let claims = [claim(&name(number), "immediate", None, &json!({}))];
        assert_eq!(all_plans(&claims), [format!("provision default/{} of immediate", name(number))]);
        for closed in [
            json!({ "unschedulable": true }),
            json!({ "taints": [{ "key": "node-role.kubernetes.io/control-plane", "effect": "NoSchedule" }] }),
        ] {
            let objects = [node("other", &closed), claims[0].clone()];
            assert_eq!(plans("own", &objects).len(), 1);
            assert!(plans("other", &objects).is_empty());
        }
        let refused = [claim(&name(number), "immediate", None, &json!({ "volumeMode": "Block" }))];
        assert_eq!(all_plans(&refused), [format!("refuse default/{}: Extra(BlockDevice)", name(number))]);
    }
}

#[test]
fn an_immediate_claim_keeps_to_the_allowed_topologies() {
    let mut class = json!({
        "kind": "StorageClass", "metadata": { "name": "zoned" }, "provisioner": "devcluster.dev/local",
        "allowedTopologies": [{ "matchLabelExpressions": [{ "key": "zone", "values": ["a", "b"] }] }],
    });
    let mut zoned = node("own", &json!({}));
    zoned["metadata"]["labels"] = json!({ "zone": "b" });
    for number in 0..4 {
        let claim = claim(&format!("data-{number}"), "zoned", None, &json!({}));
        let objects = [class.clone(), zoned.clone(), claim];
        assert_eq!(plans("own", &objects), [format!("provision default/data-{number} of zoned")]);
        assert!(plans("other", &objects).is_empty());
    }
    class["allowedTopologies"][0]["matchLabelExpressions"][0]["values"] = json!(["c"]);
    assert!(all_plans(&[class, zoned, claim("data", "zoned", None, &json!({}))]).is_empty());
}

#[test]
fn a_claim_goes_back_to_the_scheduler_when_its_node_is_lost() {
    let data = |node: &str| claim("data", "standard", Some(node), &json!({}));
    assert_eq!(all_plans(&[data("gone")]), ["reschedule default/data from gone"]);
    let objects = [unreachable("other"), data("other")];
    assert_eq!(plans("own", &objects), ["reschedule default/data from other"]);
    assert!(plans("other", &objects).is_empty());
}

#[test]
fn a_released_volume_goes_with_its_data() {
    let released = [volume("own", "Delete", "Released")];
    assert_eq!(plans("own", &released), ["delete pvc-data"]);
    assert!(plans("other", &released).is_empty());
    assert_eq!(plans("own", &released.clone().map(terminating)), ["delete pvc-data"]);
    assert_eq!(plans("own", &released.clone().map(unguarded)), ["delete pvc-data"]);
    assert!(all_plans(&released.map(unguarded).map(terminating)).is_empty());
}

#[test]
fn an_object_that_is_deleted_by_hand_takes_its_data_along_once_no_claim_has_it() {
    assert!(all_plans(&[terminating(volume("own", "Delete", "Bound"))]).is_empty());
    assert_eq!(plans("own", &[terminating(volume("own", "Delete", "Available"))]), ["delete pvc-data"]);
    assert!(all_plans(&[volume("own", "Delete", "Available")]).is_empty());
}

#[test]
fn what_is_retained_stays() {
    let retained = [unguarded(volume("own", "Retain", "Released"))];
    assert!(all_plans(&retained).is_empty());
    assert!(all_plans(&retained.map(terminating)).is_empty());
}

#[test]
fn the_finalizer_follows_the_policy() {
    let now_retained = [volume("own", "Retain", "Bound")];
    assert_eq!(all_plans(&now_retained), ["guard pvc-data: false"]);
    assert_eq!(all_plans(&now_retained.map(terminating)), ["guard pvc-data: false"]);
    let now_deleted = [unguarded(volume("own", "Delete", "Bound"))];
    assert_eq!(all_plans(&now_deleted), ["guard pvc-data: true"]);
    assert!(all_plans(&now_deleted.map(terminating)).is_empty());
}

#[test]
fn volumes_of_a_node_that_is_gone_lose_only_their_object() {
    assert_eq!(all_plans(&[volume("gone", "Delete", "Released")]), ["abandon pvc-data"]);
    // It may come back.
    let objects = [unreachable("other"), volume("other", "Delete", "Released")];
    assert!(plans("own", &objects).is_empty());
}

#[test]
fn a_claim_that_asks_for_more_gets_it() {
    let objects = [bound("1500Mi", "1Gi"), volume("own", "Delete", "Bound")];
    assert_eq!(plans("own", &objects), ["grow pvc-data to 1500Mi"]);
    assert!(plans("other", &objects).is_empty());
    assert!(all_plans(&[bound("1024Mi", "1Gi"), volume("own", "Delete", "Bound")]).is_empty());
    let mut foreign = volume("own", "Delete", "Bound");
    foreign["spec"]["claimRef"]["uid"] = json!("another");
    assert!(all_plans(&[bound("2Gi", "1Gi"), foreign]).is_empty());
}
