//! A StorageClass that names this provisioner.

use k8s_openapi::api::core::v1::TopologySelectorTerm;
use k8s_openapi::api::storage::v1::StorageClass;
use kube::ResourceExt;

use super::Node;
use crate::storage::names::PROVISIONER;

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Class {
    pub name: String,
    /// `Delete` or `Retain`
    pub reclaim_policy: String,
    /// Whether volumes are made before a pod wants them.
    pub is_immediate: bool,
    /// Names of the parameters that it sets.
    pub parameters: Vec<String>,
    pub mount_options: Vec<String>,
    pub topologies: Vec<TopologySelectorTerm>,
}

impl Class {
    pub fn see(class: &StorageClass) -> Option<Self> {
        (class.provisioner == PROVISIONER).then(|| Self {
            name: class.name_any(),
            reclaim_policy: class.reclaim_policy.clone().unwrap_or_else(|| "Delete".to_owned()),
            is_immediate: class.volume_binding_mode.as_deref() != Some("WaitForFirstConsumer"),
            parameters: class.parameters.iter().flatten().map(|(key, _)| key.clone()).collect(),
            mount_options: class.mount_options.clone().unwrap_or_default(),
            topologies: class.allowed_topologies.clone().unwrap_or_default(),
        })
    }

    /// Whether its volumes may be on a node. Where the scheduler selects the node, it has seen to that.
    pub fn allows(&self, node: &Node) -> bool {
        let fits = |term: &TopologySelectorTerm| {
            let mut labels = term.match_label_expressions.iter().flatten();
            labels.all(|label| node.labels.get(&label.key).is_some_and(|value| label.values.contains(value)))
        };
        self.topologies.is_empty() || self.topologies.iter().any(fits)
    }
}
