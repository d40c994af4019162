//! Persistent volumes as a person wants to see them.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::PersistentVolume;
use serde::Serialize;

use super::disk::DiskUse;

/// A persistent volume.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VolumeStatus {
    pub name: String,
    /// `NAMESPACE/NAME` of the claim that has it.
    pub claim: Option<String>,
    /// The node that its files lie on, where they lie on one.
    pub node: Option<String>,
    /// As Kubernetes writes it, `1Gi`.
    pub size: Option<String>,
    /// `Bound`.
    pub status: String,
    /// Bytes that its files take.
    pub used: Option<u64>,
}

/// One row of the table; `disk` holds what is known of each node's disk.
pub fn volume_status(volume: &PersistentVolume, disk: &BTreeMap<String, DiskUse>) -> VolumeStatus {
    let name = volume.metadata.name.clone().unwrap_or_default();
    let spec = volume.spec.clone().unwrap_or_default();
    let claim = spec
        .claim_ref
        .as_ref()
        .and_then(|claim| Some(format!("{}/{}", claim.namespace.as_deref()?, claim.name.as_deref()?)));
    let node = node_of(volume);
    let used = node.as_ref().and_then(|node| disk.get(node)?.volumes.get(&name).copied());
    VolumeStatus {
        claim,
        size: spec.capacity.and_then(|capacity| capacity.get("storage").map(|size| size.0.clone())),
        status: volume.status.as_ref().and_then(|status| status.phase.clone()).unwrap_or_default(),
        node,
        used,
        name,
    }
}

/// The only host name that its node affinity allows.
pub fn node_of(volume: &PersistentVolume) -> Option<String> {
    let required = volume.spec.as_ref()?.node_affinity.as_ref()?.required.as_ref()?;
    let mut expressions = required.node_selector_terms.iter().flat_map(|term| term.match_expressions.iter().flatten());
    let host = expressions.find(|expression| expression.key == "kubernetes.io/hostname")?;
    match host.values.as_deref() {
        Some([node]) => Some(node.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_row_has_claim_node_size_and_what_is_used() {
        let volume: PersistentVolume = serde_json::from_value(json!({
            "metadata": { "name": "pvc-1" },
            "spec": {
                "capacity": { "storage": "1Gi" },
                "claimRef": { "namespace": "default", "name": "data-web-0" },
                "nodeAffinity": { "required": { "nodeSelectorTerms": [{ "matchExpressions": [
                    { "key": "kubernetes.io/hostname", "operator": "In", "values": ["worker-1"] },
                ] }] } },
            },
            "status": { "phase": "Bound" },
        }))
        .unwrap();
        let used = DiskUse { total: 9, volumes: BTreeMap::from([("pvc-1".to_owned(), 4096)]) };
        let row = volume_status(&volume, &BTreeMap::from([("worker-1".to_owned(), used)]));
        assert_eq!(
            serde_json::to_string(&row).unwrap(),
            r#"{"name":"pvc-1","claim":"default/data-web-0","node":"worker-1","size":"1Gi","status":"Bound","used":4096}"#
        );
        assert_eq!(volume_status(&volume, &BTreeMap::new()).used, None);
    }
}
