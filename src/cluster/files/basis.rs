//! What files and objects follow from, and the values that templates may use.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::Serialize;

use super::flags::flags;
use crate::cluster::templates::SystemImages;
use crate::config::{Cluster, Component};
use crate::plan::{Layout, NodeLayout};

const ETCD_PEER_PORT: u16 = 2380;

/// What the files and objects of a cluster follow from.
#[derive(Clone, Copy)]
pub struct Basis<'a> {
    pub cluster: &'a Cluster,
    pub layout: &'a Layout,
    /// Of the pods' interfaces; `None` leaves the kernel's default.
    pub mtu: Option<u32>,
    pub images: &'a SystemImages,
    /// Whether control planes join an etcd that is there; else all of the layout's make a new one together.
    pub joins: bool,
}

/// What templates may use.
#[derive(Serialize)]
pub struct Values {
    pub cluster_name: String,
    pub node_name: String,
    pub address: Ipv4Addr,
    pub api_address: Ipv4Addr,
    pub dns_address: Ipv4Addr,
    pub kubernetes_version: String,
    pub pod_subnet: String,
    pub node_pod_subnet: String,
    pub service_subnet: String,
    pub mtu: Option<u32>,
    /// Base64 of PEM.
    pub ca: String,
    /// `NAME=PEER_URL,…` of all members of etcd.
    pub etcd_members: String,
    pub joins_etcd: bool,
    /// Whether there are several control planes: their components elect a leader.
    pub several: bool,
    pub images: SystemImages,
    pub audit_log: bool,
    pub feature_gates: BTreeMap<String, bool>,
    /// Flags of users for kube-proxy.
    pub kube_proxy_flags: BTreeMap<String, String>,
    pub taints: Vec<Taint>,
    /// What of the engine's CPUs and memory is not the node's, for kubelet to reserve: `500m`.
    pub reserved_cpu: Option<String>,
    /// Whether the node has GPUs, of whose failures kubelet is to tell soon.
    pub has_gpus: bool,
}

/// A taint as the API has it.
#[derive(Serialize)]
pub struct Taint {
    pub key: String,
    pub value: String,
    pub effect: String,
}

impl Values {
    pub fn new(basis: &Basis<'_>, node: &NodeLayout, ca: &str) -> Self {
        let Basis { cluster, layout, mtu, images, joins } = *basis;
        Self {
            cluster_name: cluster.name.clone(),
            node_name: node.spec.name.clone(),
            address: node.address,
            api_address: layout.api_address,
            dns_address: cluster.network.dns_address(),
            kubernetes_version: cluster.kubernetes_version.clone(),
            pod_subnet: cluster.network.pod_subnet.to_string(),
            node_pod_subnet: node.pod_subnet.to_string(),
            service_subnet: cluster.network.service_subnet.to_string(),
            mtu,
            ca: BASE64.encode(ca),
            etcd_members: etcd_members(layout),
            joins_etcd: joins,
            several: layout.control_planes().count() > 1,
            images: images.clone(),
            audit_log: cluster.audit_log,
            feature_gates: cluster.components.feature_gates.clone(),
            kube_proxy_flags: flags(Component::KubeProxy, &cluster.components),
            taints: layout.taints(node).into_iter().map(Taint::from).collect(),
            reserved_cpu: node.spec.milli_cpus.and_then(reserved_cpu),
            has_gpus: node.spec.gpus.is_some(),
        }
    }
}

impl From<crate::config::Taint> for Taint {
    fn from(taint: crate::config::Taint) -> Self {
        Self { key: taint.key, value: taint.value, effect: taint.effect }
    }
}

/// As etcd's flag `--initial-cluster` takes them.
pub fn etcd_members(layout: &Layout) -> String {
    let member = |node: &NodeLayout| format!("{}={}", node.spec.name, etcd_peer_url(node.address));
    layout.control_planes().map(member).collect::<Vec<_>>().join(",")
}

/// Where a control plane's etcd listens to the others.
pub fn etcd_peer_url(address: Ipv4Addr) -> String {
    format!("https://{address}:{ETCD_PEER_PORT}")
}

/// A node of 1500 thousandths shows two CPUs, of which half a one is not for pods.
fn reserved_cpu(milli_cpus: u32) -> Option<String> {
    let rest = milli_cpus.next_multiple_of(1000) - milli_cpus;
    (rest > 0).then(|| format!("{rest}m"))
}
