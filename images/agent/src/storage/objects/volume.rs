//! A PersistentVolume that this provisioner made, on whichever node.

use k8s_openapi::api::core::v1::PersistentVolume;
use kube::ResourceExt;

use crate::storage::names::{FINALIZER, HOSTNAME, PROVISIONED_BY, PROVISIONER};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Volume {
    pub name: String,
    pub uid: String,
    /// The node that has its folder.
    pub node: String,
    /// Where that is, as the object has it.
    pub path: String,
    /// UID of the claim that it was made for.
    pub claim_uid: Option<String>,
    pub phase: Phase,
    /// Whether its data goes with its claim.
    pub is_to_be_deleted: bool,
    pub is_terminating: bool,
    /// Whether our finalizer keeps it.
    pub is_guarded: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// No claim has it, and it was never reserved for one.
    Free,
    /// A claim has it, or is about to.
    Bound,
    /// Its claim is gone.
    Released,
}

impl Volume {
    pub fn see(volume: &PersistentVolume) -> Option<Self> {
        if volume.annotations().get(PROVISIONED_BY).is_none_or(|provisioner| provisioner != PROVISIONER) {
            return None;
        }
        let spec = volume.spec.as_ref()?;
        let path = spec.local.as_ref().map(|local| local.path.clone());
        Some(Self {
            name: volume.name_any(),
            uid: volume.uid()?,
            node: node(volume)?,
            path: path.unwrap_or_default(),
            claim_uid: spec.claim_ref.as_ref().and_then(|claim| claim.uid.clone()),
            phase: match volume.status.as_ref().and_then(|status| status.phase.as_deref()) {
                Some("Available" | "Failed") => Phase::Free,
                Some("Released") => Phase::Released,
                _ => Phase::Bound,
            },
            is_to_be_deleted: spec.persistent_volume_reclaim_policy.as_deref() == Some("Delete"),
            is_terminating: volume.metadata.deletion_timestamp.is_some(),
            is_guarded: volume.finalizers().iter().any(|finalizer| finalizer == FINALIZER),
        })
    }
}

/// The node that the object ties the volume to.
fn node(volume: &PersistentVolume) -> Option<String> {
    let terms = volume.spec.as_ref()?.node_affinity.as_ref()?.required.as_ref()?.node_selector_terms.first()?;
    let label = terms.match_expressions.iter().flatten().find(|label| label.key == HOSTNAME)?;
    label.values.as_ref()?.first().cloned()
}
