//! What is known of a cluster, as programs read it.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;
use serde::Serialize;

use super::{Problem, VolumeStatus};
use crate::cluster::Certificate;
use crate::cluster::phase::Phase;
use crate::cluster::ready::SystemPod;

/// A cluster with all that is known of it. `None` stands for what was not asked for or could not be told.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ClusterStatus {
    pub name: String,
    pub status: Phase,
    /// Whether nothing is wrong.
    pub healthy: bool,
    pub kubernetes_version: String,
    /// URL on this host.
    pub api_server: Option<String>,
    /// Of the nodes' network.
    pub subnet: Option<Ipv4Net>,
    /// Where Services of type LoadBalancer get their addresses.
    pub load_balancers: Option<Ipv4Net>,
    /// Of the cluster, where everyone on this host may push to it: `localhost:5000`.
    pub registry: Option<String>,
    pub nodes: Vec<NodeStatus>,
    pub system_pods: Vec<SystemPod>,
    pub volumes: Vec<VolumeStatus>,
    /// Those that expire first come first.
    pub certificates: Vec<Certificate>,
    pub problems: Vec<Problem>,
    /// What pods wait for that a healthy cluster has not.
    pub waits: Vec<Problem>,
}

/// A node with what its container uses.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NodeStatus {
    pub name: String,
    pub role: &'static str,
    pub address: Option<Ipv4Addr>,
    pub kubernetes_version: String,
    pub running: bool,
    pub paused: bool,
    /// Only its volumes are left; `start` brings it back.
    pub gone: bool,
    pub ready: bool,
    /// Bytes.
    pub memory_used: Option<u64>,
    /// Bytes; `None` where it may use all that the host has.
    pub memory_limit: Option<u64>,
    /// Bytes that its volumes take.
    pub disk_used: Option<u64>,
}

impl NodeStatus {
    /// One word for how it is.
    pub fn state(&self) -> &'static str {
        match self {
            Self { gone: true, .. } => "Gone",
            Self { paused: true, .. } => "Paused",
            Self { running: false, .. } => "Stopped",
            Self { ready: false, .. } => "NotReady",
            Self { .. } => "Ready",
        }
    }
}
