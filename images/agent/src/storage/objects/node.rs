//! A node, and whether it can be given something to do.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1;
use kube::ResourceExt;

use crate::storage::names::UNREACHABLE;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Node {
    pub name: String,
    pub labels: BTreeMap<String, String>,
    pub is_ready: bool,
    /// Whether pods that ask for nothing special may be placed on it.
    pub is_open: bool,
    /// Whether it is given up: its pods are moved.
    pub is_unreachable: bool,
}

impl Node {
    #[expect(clippy::unnecessary_wraps, reason = "every node matters, of other kinds not every object does")]
    pub fn see(node: &v1::Node) -> Option<Self> {
        let conditions = node.status.iter().flat_map(|status| status.conditions.iter().flatten());
        let taints: Vec<_> = node.spec.iter().flat_map(|spec| spec.taints.iter().flatten()).collect();
        let is_cordoned = node.spec.as_ref().and_then(|spec| spec.unschedulable).unwrap_or_default();
        Some(Self {
            name: node.name_any(),
            labels: node.labels().clone(),
            is_ready: conditions.into_iter().any(|condition| condition.type_ == "Ready" && condition.status == "True"),
            is_open: !is_cordoned && !taints.iter().any(|taint| ["NoSchedule", "NoExecute"].contains(&&*taint.effect)),
            is_unreachable: taints.iter().any(|taint| taint.key == UNREACHABLE && taint.effect == "NoExecute"),
        })
    }
}
