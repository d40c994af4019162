//! The PersistentVolume of a folder.

use std::collections::BTreeMap;
use std::path::Path;

use k8s_openapi::api::core::v1::{
    LocalVolumeSource, NodeSelector, NodeSelectorRequirement, NodeSelectorTerm, PersistentVolume, PersistentVolumeSpec,
    VolumeNodeAffinity,
};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use kube::api::ObjectMeta;

use super::events::reference;
use crate::storage::names::{FINALIZER, HOSTNAME, PROVISIONED_BY, PROVISIONER};
use crate::storage::objects::{Claim, Class};

/// The source is `local`, not `hostPath`: kubelet then refuses to start a pod whose folder is gone, where `hostPath`
/// would give it a new and empty one, and it applies the pod's fsGroup.
pub fn volume_object(claim: &Claim, class: &Class, node: &str, folder: &Path) -> PersistentVolume {
    let is_to_be_deleted = class.reclaim_policy == "Delete";
    let mount_options = class.mount_options.clone();
    PersistentVolume {
        metadata: ObjectMeta {
            name: Some(claim.volume_name()),
            annotations: Some(BTreeMap::from([(PROVISIONED_BY.into(), PROVISIONER.into())])),
            finalizers: is_to_be_deleted.then(|| vec![FINALIZER.into()]),
            ..ObjectMeta::default()
        },
        spec: Some(PersistentVolumeSpec {
            capacity: Some(BTreeMap::from([("storage".into(), Quantity(claim.requested.clone()))])),
            access_modes: Some(claim.access_modes.clone()),
            volume_mode: Some("Filesystem".into()),
            persistent_volume_reclaim_policy: Some(class.reclaim_policy.clone()),
            storage_class_name: Some(claim.class.clone()),
            mount_options: (!mount_options.is_empty()).then_some(mount_options),
            claim_ref: Some(reference(claim)),
            local: Some(LocalVolumeSource { fs_type: None, path: folder.to_string_lossy().into_owned() }),
            node_affinity: Some(only_on(node)),
            ..PersistentVolumeSpec::default()
        }),
        ..PersistentVolume::default()
    }
}

fn only_on(node: &str) -> VolumeNodeAffinity {
    let is_node =
        NodeSelectorRequirement { key: HOSTNAME.into(), operator: "In".into(), values: Some(vec![node.into()]) };
    let term = NodeSelectorTerm { match_expressions: Some(vec![is_node]), match_fields: None };
    VolumeNodeAffinity { required: Some(NodeSelector { node_selector_terms: vec![term] }) }
}

#[cfg(test)]
mod tests {
    use k8s_openapi::serde_json::{json, to_value};

    use super::*;
    use crate::storage::objects::Volume;

    fn claim() -> Claim {
        Claim {
            namespace: "default".into(),
            name: "data".into(),
            uid: "1234".into(),
            resource_version: "7".into(),
            is_terminating: false,
            class: "standard".into(),
            selected_node: Some("worker-1".into()),
            volume: None,
            access_modes: vec!["ReadWriteOnce".into()],
            requested: "1Gi".into(),
            capacity: None,
            extras: Vec::new(),
        }
    }

    #[test]
    fn is_what_kubernetes_binds_and_kubelet_mounts() {
        let class = Class { name: "standard".into(), reclaim_policy: "Delete".into(), ..Class::default() };
        let object = volume_object(&claim(), &class, "worker-1", Path::new("/root/pvc-1234"));
        let expected = json!({
            "apiVersion": "v1",
            "kind": "PersistentVolume",
            "metadata": {
                "name": "pvc-1234",
                "annotations": { "pv.kubernetes.io/provisioned-by": "devcluster.dev/local" },
                "finalizers": ["external-provisioner.volume.kubernetes.io/finalizer"],
            },
            "spec": {
                "accessModes": ["ReadWriteOnce"],
                "capacity": { "storage": "1Gi" },
                "claimRef": {
                    "apiVersion": "v1",
                    "kind": "PersistentVolumeClaim",
                    "name": "data",
                    "namespace": "default",
                    "uid": "1234",
                },
                "local": { "path": "/root/pvc-1234" },
                "nodeAffinity": { "required": { "nodeSelectorTerms": [{ "matchExpressions": [
                    { "key": "kubernetes.io/hostname", "operator": "In", "values": ["worker-1"] },
                ] }] } },
                "persistentVolumeReclaimPolicy": "Delete",
                "storageClassName": "standard",
                "volumeMode": "Filesystem",
            },
        });
        assert_eq!(to_value(&object).unwrap(), expected);
    }

    #[test]
    fn is_seen_again_as_what_it_was_made() {
        let class = Class { reclaim_policy: "Retain".into(), ..Class::default() };
        let mut object = volume_object(&claim(), &class, "worker-1", Path::new("/root/pvc-1234"));
        object.metadata.uid = Some("5678".into());
        let volume = Volume::see(&object).unwrap();
        assert_eq!((volume.node.as_str(), volume.path.as_str()), ("worker-1", "/root/pvc-1234"));
        assert_eq!(volume.claim_uid.as_deref(), Some("1234"));
        assert!(!volume.is_to_be_deleted && !volume.is_guarded);
    }
}
