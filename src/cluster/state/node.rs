//! A node as the engine shows it.

use std::net::Ipv4Addr;

use time::OffsetDateTime;

use super::NodeRecord;
use crate::cluster::names;
use crate::config::NodeRole;

/// A node as the engine shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct NodeState {
    /// Kubernetes name, `control-plane-1`.
    pub name: String,
    pub container: String,
    pub role: NodeRole,
    pub kubernetes_version: String,
    /// What it was made as.
    pub record: NodeRecord,
    /// Fixed address on the cluster's network.
    pub address: Option<Ipv4Addr>,
    pub running: bool,
    /// Frozen, and so not running.
    pub paused: bool,
    /// Its container is gone: only volumes are left.
    pub gone: bool,
    /// When its container was started last; `None` where it never was.
    pub started: Option<OffsetDateTime>,
}

impl NodeState {
    /// A node of a cluster of which only volumes are left.
    pub fn of_volumes(cluster: &str, kubernetes_version: &str, record: NodeRecord) -> Self {
        Self {
            name: record.spec.name.clone(),
            container: names::container(cluster, &record.spec.name),
            role: record.spec.role,
            kubernetes_version: kubernetes_version.to_owned(),
            record,
            address: None,
            running: false,
            paused: false,
            gone: true,
            started: None,
        }
    }

    /// The number in its name, by which nodes of a role are in order.
    pub(super) fn number(&self) -> Option<u32> {
        self.name.rsplit('-').next()?.parse().ok()
    }
}
