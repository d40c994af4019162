//! The wire form of `cluster.yaml`, apiVersion devcluster.dev/v1alpha1. Unknown fields are errors.

use serde::Deserialize;

/// The `apiVersion` of this form.
pub const API_VERSION: &str = "devcluster.dev/v1alpha1";
/// The `kind` of this form.
pub const KIND: &str = "Cluster";

/// A cluster as a user writes it.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Cluster {
    pub api_version: String,
    pub kind: String,
    pub name: Option<String>,
    pub kubernetes_version: Option<String>,
    pub nodes: Option<Vec<Node>>,
    #[serde(default)]
    pub network: Network,
}

/// A group of like nodes.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Node {
    pub role: String,
    /// How many of them; one where it is not given.
    pub count: Option<u32>,
}

/// Addresses in CIDR notation.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Network {
    pub subnet: Option<String>,
    pub pod_subnet: Option<String>,
    pub service_subnet: Option<String>,
    pub mtu: Option<u32>,
}
