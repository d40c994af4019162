//! What a node was made as, written in a label of its container and of its volumes: of a container that someone removes
//! only volumes are left, and it is made again by them.

use std::collections::BTreeMap;
use std::net::SocketAddrV4;
use std::path::PathBuf;

use ipnet::Ipv4Net;
use serde::{Deserialize, Serialize};

use crate::config::{GpuAllocation, Gpus, HostMount, NodeRole, NodeSpec, SimulatedGpus, Taint};

/// What a node was made as.
#[derive(Debug, Clone, PartialEq)]
pub struct NodeRecord {
    pub spec: NodeSpec,
    /// Its place among the addresses and pod subnets of its cluster, from 0.
    pub index: u32,
    /// Of the cluster's network; `None` where nobody wrote it.
    pub subnet: Option<Ipv4Net>,
    /// Address and port of the host that lead to its API server.
    pub api: Option<SocketAddrV4>,
    /// Address and port of the host that lead to all API servers, where there were several from the beginning.
    pub shared_api: Option<SocketAddrV4>,
    /// Of its processes, `NAME=value`: the way to a proxy.
    pub environment: Vec<String>,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Wire {
    index: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    subnet: Option<Ipv4Net>,
    #[serde(skip_serializing_if = "Option::is_none")]
    api: Option<SocketAddrV4>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shared_api: Option<SocketAddrV4>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    labels: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    taints: Vec<WireTaint>,
    #[serde(skip_serializing_if = "Option::is_none")]
    milli_cpus: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    memory: Option<u64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    mounts: Vec<WireMount>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gpus: Option<WireGpus>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    environment: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct WireTaint {
    key: String,
    value: String,
    effect: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireMount {
    source: PathBuf,
    target: PathBuf,
    read_only: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum WireGpus {
    Simulated {
        count: u32,
        model: String,
        memory: u64,
        replicas: u32,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        profile: Option<String>,
        /// Absent where they are counted.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        dra: bool,
    },
    Host {
        count: All,
        replicas: u32,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        dra: bool,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum All {
    All,
}

impl From<Gpus> for WireGpus {
    fn from(gpus: Gpus) -> Self {
        let dra = gpus.are_claimed();
        match gpus {
            Gpus::Simulated(SimulatedGpus { count, model, memory, replicas, profile, .. }) => {
                Self::Simulated { count, model, memory, replicas, profile, dra }
            }
            Gpus::Host { replicas, .. } => Self::Host { count: All::All, replicas, dra },
        }
    }
}

impl From<WireGpus> for Gpus {
    fn from(gpus: WireGpus) -> Self {
        let allocation = |dra| if dra { GpuAllocation::Dra } else { GpuAllocation::DevicePlugin };
        match gpus {
            WireGpus::Simulated { count, model, memory, replicas, profile, dra } => {
                let allocation = allocation(dra);
                Self::Simulated(SimulatedGpus { count, model, memory, replicas, profile, allocation })
            }
            WireGpus::Host { count: All::All, replicas, dra } => Self::Host { replicas, allocation: allocation(dra) },
        }
    }
}

impl NodeRecord {
    /// A node without anything special, in the first place.
    pub fn new(spec: NodeSpec) -> Self {
        Self { spec, index: 0, subnet: None, api: None, shared_api: None, environment: Vec::new() }
    }

    /// The label's text; name and role have labels of their own.
    pub fn to_label(&self) -> String {
        let NodeSpec { labels, taints, milli_cpus, memory, mounts, gpus, .. } = self.spec.clone();
        let taint = |Taint { key, value, effect }| WireTaint { key, value, effect };
        let mount = |HostMount { source, target, read_only }| WireMount { source, target, read_only };
        let wire = Wire {
            index: self.index,
            subnet: self.subnet,
            api: self.api,
            shared_api: self.shared_api,
            labels,
            taints: taints.into_iter().map(taint).collect(),
            milli_cpus,
            memory,
            mounts: mounts.into_iter().map(mount).collect(),
            gpus: gpus.map(WireGpus::from),
            environment: self.environment.clone(),
        };
        // Nothing in it can fail: maps with text as keys, numbers and text.
        serde_json::to_string(&wire).unwrap_or_default()
    }

    /// Reads the label; what it does not tell is as in a node without anything special.
    pub fn of_label(name: &str, role: NodeRole, label: &str) -> Self {
        let wire: Wire = serde_json::from_str(label).unwrap_or_default();
        let taint = |WireTaint { key, value, effect }| Taint { key, value, effect };
        let mount = |WireMount { source, target, read_only }| HostMount { source, target, read_only };
        Self {
            spec: NodeSpec {
                name: name.to_owned(),
                role,
                labels: wire.labels,
                taints: wire.taints.into_iter().map(taint).collect(),
                milli_cpus: wire.milli_cpus,
                memory: wire.memory,
                mounts: wire.mounts.into_iter().map(mount).collect(),
                gpus: wire.gpus.map(Gpus::from),
            },
            index: wire.index,
            subnet: wire.subnet,
            api: wire.api,
            shared_api: wire.shared_api,
            environment: wire.environment,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_says_all_that_a_node_was_made_as() {
        let spec = NodeSpec {
            labels: BTreeMap::from([("disk".into(), "ssd".into())]),
            taints: vec![Taint { key: "gpu".into(), value: String::new(), effect: "NoSchedule".into() }],
            milli_cpus: Some(1500),
            memory: Some(1 << 30),
            mounts: vec![HostMount { source: "/src".into(), target: "/app".into(), read_only: true }],
            gpus: Some(Gpus::Simulated(SimulatedGpus {
                profile: Some("1g.5gb".into()),
                allocation: GpuAllocation::Dra,
                ..SimulatedGpus::new(2)
            })),
            ..NodeSpec::new(NodeRole::Worker, 7)
        };
        let subnet = Some("172.24.4.0/22".parse().unwrap());
        let environment = vec!["HTTP_PROXY=http://proxy:3128".into()];
        let record = NodeRecord {
            index: 9,
            subnet,
            api: Some("127.0.0.1:6443".parse().unwrap()),
            environment,
            ..NodeRecord::new(spec)
        };
        assert_eq!(NodeRecord::of_label("worker-7", NodeRole::Worker, &record.to_label()), record);
        insta::assert_snapshot!(record.to_label());
        let of_host = NodeSpec {
            gpus: Some(Gpus::Host { replicas: 2, allocation: GpuAllocation::DevicePlugin }),
            ..NodeSpec::new(NodeRole::Worker, 1)
        };
        let of_host = NodeRecord::new(of_host);
        assert_eq!(of_host.to_label(), r#"{"index":0,"gpus":{"count":"all","replicas":2}}"#);
        assert_eq!(NodeRecord::of_label("worker-1", NodeRole::Worker, &of_host.to_label()), of_host);
        let plain = NodeRecord::new(NodeSpec::new(NodeRole::Worker, 1));
        assert_eq!(plain.to_label(), r#"{"index":0}"#);
        assert_eq!(NodeRecord::of_label("worker-1", NodeRole::Worker, ""), plain);
    }
}
