//! A PersistentVolumeClaim that is ours to serve.

use k8s_openapi::api::core::v1::PersistentVolumeClaim;
use kube::ResourceExt;

use crate::storage::names::{CLASS, PROVISIONER, SELECTED_NODE, TO_BE_PROVISIONED_BY};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    pub namespace: String,
    pub name: String,
    pub uid: String,
    pub resource_version: String,
    pub is_terminating: bool,
    pub class: String,
    /// Where its first pod is to run; none where nobody waits for that.
    pub selected_node: Option<String>,
    /// The volume that it is bound to, or wants to be.
    pub volume: Option<String>,
    /// `ReadWriteOnce`
    pub access_modes: Vec<String>,
    /// What it asks for, `1Gi`.
    pub requested: String,
    /// What it was told to have, once it is bound.
    pub capacity: Option<String>,
    pub extras: Vec<Extra>,
}

/// What a claim may ask for beside a size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extra {
    BlockDevice,
    Selector,
    DataSource,
    AttributesClass,
}

impl Claim {
    pub fn see(claim: &PersistentVolumeClaim) -> Option<Self> {
        let annotation = |key: &str| claim.annotations().get(key).cloned();
        if !TO_BE_PROVISIONED_BY.iter().any(|key| annotation(key).as_deref() == Some(PROVISIONER)) {
            return None;
        }
        let spec = claim.spec.as_ref()?;
        let requested = spec.resources.as_ref()?.requests.as_ref()?.get("storage")?;
        let capacity = claim.status.as_ref().and_then(|status| status.capacity.as_ref()?.get("storage"));
        let extras = [
            (Extra::BlockDevice, spec.volume_mode.as_deref() == Some("Block")),
            (Extra::Selector, spec.selector.is_some()),
            (Extra::DataSource, spec.data_source.is_some() || spec.data_source_ref.is_some()),
            (Extra::AttributesClass, spec.volume_attributes_class_name.as_ref().is_some_and(|name| !name.is_empty())),
        ];
        Some(Self {
            namespace: claim.namespace()?,
            name: claim.name_any(),
            uid: claim.uid()?,
            resource_version: claim.resource_version()?,
            is_terminating: claim.metadata.deletion_timestamp.is_some(),
            class: annotation(CLASS).or_else(|| spec.storage_class_name.clone()).unwrap_or_default(),
            selected_node: annotation(SELECTED_NODE).filter(|node| !node.is_empty()),
            volume: spec.volume_name.clone().filter(|name| !name.is_empty()),
            access_modes: spec.access_modes.clone().unwrap_or_default(),
            requested: requested.0.clone(),
            capacity: capacity.map(|capacity| capacity.0.clone()),
            extras: extras.into_iter().filter_map(|(extra, asked)| asked.then_some(extra)).collect(),
        })
    }

    /// The name of the volume that is made for it. The same each time: a second attempt meets what the first one made.
    pub fn volume_name(&self) -> String {
        format!("pvc-{}", self.uid)
    }
}

impl std::fmt::Display for Claim {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}/{}", self.namespace, self.name)
    }
}
