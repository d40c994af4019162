//! A validated config in its wire form, all defaults filled in; `load_rendered` reads it back.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Serialize;

use super::cluster::{Cluster, Component, NodeRole, NodeSpec, PortSpec, Taint};
use super::gpus::Gpus;
use super::syntax;
use super::v1alpha1::{API_VERSION, COMPONENTS, KIND};
use crate::yaml::{self, YamlError};

/// The config as `cluster.yaml`.
pub fn render(cluster: &Cluster) -> Result<String, YamlError> {
    yaml::render(&Document::from(cluster))
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    api_version: &'static str,
    kind: &'static str,
    name: &'a str,
    kubernetes_version: &'a str,
    nodes: Vec<Group<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ports: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    addons: Vec<Addon<'a>>,
    images: Images,
    network: Network,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    registries: Vec<Registry<'a>>,
    #[serde(rename = "trustedCAs", skip_serializing_if = "<[_]>::is_empty")]
    trusted_cas: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    proxy: Option<Proxy<'a>>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    audit_log: bool,
    #[serde(skip_serializing_if = "Components::is_empty")]
    components: Components<'a>,
}

#[derive(Serialize)]
struct Addon<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    options: &'a BTreeMap<String, String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Group<'a> {
    role: &'static str,
    count: usize,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    labels: &'a BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    taints: Vec<WireTaint<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cpus: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    memory: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    mounts: Vec<Mount<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gpus: Option<WireGpus<'a>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Count {
    Number(u32),
    All(&'static str),
}

#[derive(Serialize)]
struct WireGpus<'a> {
    count: Count,
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<&'a str>,
    /// Left out beside a profile, which says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    memory: Option<String>,
    replicas: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    profile: Option<&'a str>,
    allocation: &'a str,
}

#[derive(Serialize)]
struct WireTaint<'a> {
    key: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    value: &'a str,
    effect: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Mount<'a> {
    source: &'a PathBuf,
    target: &'a PathBuf,
    read_only: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Images {
    shared: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Network {
    #[serde(skip_serializing_if = "Option::is_none")]
    subnet: Option<String>,
    pod_subnet: String,
    service_subnet: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    mtu: Option<u32>,
    api_server_address: String,
}

#[derive(Serialize)]
struct Registry<'a> {
    host: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    mirrors: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    ca: Option<&'a str>,
    insecure: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Proxy<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    http: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    https: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    no_proxy: &'a [String],
}

#[derive(Serialize)]
#[serde(untagged)]
enum Setting<'a> {
    Switches(&'a BTreeMap<String, bool>),
    Flags { flags: &'a BTreeMap<String, String> },
}

#[derive(Serialize)]
#[serde(transparent)]
struct Components<'a>(BTreeMap<&'static str, Setting<'a>>);

impl Components<'_> {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'a> From<&'a Cluster> for Document<'a> {
    fn from(cluster: &'a Cluster) -> Self {
        let network = &cluster.network;
        Self {
            api_version: API_VERSION,
            kind: KIND,
            name: &cluster.name,
            kubernetes_version: &cluster.kubernetes_version,
            nodes: groups(&cluster.nodes),
            ports: cluster.ports.iter().map(PortSpec::to_string).collect(),
            addons: cluster.addons.iter().map(|addon| Addon { name: &addon.name, options: &addon.options }).collect(),
            images: Images { shared: cluster.images.shared },
            network: Network {
                subnet: network.subnet.map(|subnet| subnet.to_string()),
                pod_subnet: network.pod_subnet.to_string(),
                service_subnet: network.service_subnet.to_string(),
                mtu: network.mtu,
                api_server_address: network.api_server_address.to_string(),
            },
            registries: cluster
                .registries
                .iter()
                .map(|registry| Registry {
                    host: &registry.host,
                    mirrors: &registry.mirrors,
                    ca: registry.ca.as_deref(),
                    insecure: registry.insecure,
                })
                .collect(),
            trusted_cas: &cluster.trusted_cas,
            proxy: cluster.proxy.as_ref().map(|proxy| Proxy {
                http: proxy.http.as_deref(),
                https: proxy.https.as_deref(),
                no_proxy: &proxy.no_proxy,
            }),
            audit_log: cluster.audit_log,
            components: components(&cluster.components),
        }
    }
}

/// Neighbours that differ in their names only become one group.
fn groups(nodes: &[NodeSpec]) -> Vec<Group<'_>> {
    let alike = |one: &NodeSpec, other: &NodeSpec| NodeSpec { name: other.name.clone(), ..one.clone() } == *other;
    nodes.chunk_by(alike).map(|nodes| group(&nodes[0], nodes.len())).collect()
}

fn group(node: &NodeSpec, count: usize) -> Group<'_> {
    Group {
        role: NodeRole::name(node.role),
        count,
        labels: &node.labels,
        taints: node.taints.iter().map(|Taint { key, value, effect }| WireTaint { key, value, effect }).collect(),
        cpus: node.milli_cpus.map(syntax::milli_cpus_as_text),
        memory: node.memory.map(syntax::bytes_as_text),
        mounts: node
            .mounts
            .iter()
            .map(|mount| Mount { source: &mount.source, target: &mount.target, read_only: mount.read_only })
            .collect(),
        gpus: node.gpus.as_ref().map(gpus),
    }
}

fn gpus(gpus: &Gpus) -> WireGpus<'_> {
    match gpus {
        Gpus::Simulated(gpus) => {
            let profile = gpus.profile.as_deref();
            WireGpus {
                count: Count::Number(gpus.count),
                model: Some(&gpus.model),
                memory: profile.is_none().then(|| syntax::bytes_as_text(gpus.memory)),
                replicas: gpus.replicas,
                profile,
                allocation: gpus.allocation.name(),
            }
        }
        Gpus::Host { replicas, allocation } => WireGpus {
            count: Count::All("all"),
            model: None,
            memory: None,
            replicas: *replicas,
            profile: None,
            allocation: allocation.name(),
        },
    }
}

fn components(components: &super::cluster::Components) -> Components<'_> {
    let switches = [("featureGates", &components.feature_gates), ("runtimeConfig", &components.runtime_config)];
    let switches = switches
        .into_iter()
        .filter(|(_, switches)| !switches.is_empty())
        .map(|(name, switches)| (name, Setting::Switches(switches)));
    let flags = COMPONENTS.into_iter().filter_map(|(name, component): (_, Component)| {
        Some((name, Setting::Flags { flags: components.flags.get(&component)? }))
    });
    Components(switches.chain(flags).collect())
}
