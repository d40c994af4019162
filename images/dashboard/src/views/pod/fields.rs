//! The fields of a pod that the view is made of. Lists come as protobuf, with a third of the work for both sides, and
//! changes as JSON. The numbers are of
//! <https://github.com/kubernetes/kubernetes/blob/v1.36.0/staging/src/k8s.io/api/core/v1/generated.proto> and, for the
//! metadata, `apimachinery/pkg/apis/meta/v1/generated.proto`.

use std::collections::BTreeMap;

use prost::Message;
use serde::Deserialize;

use super::moment::Moment;

pub type Quantities = BTreeMap<String, Quantity>;

#[derive(Message, Deserialize)]
#[serde(default)]
pub struct Pod {
    #[prost(message, required, tag = "1")]
    pub metadata: Metadata,
    #[prost(message, required, tag = "2")]
    pub spec: Spec,
    #[prost(message, required, tag = "3")]
    pub status: Status,
}

#[derive(Message, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Metadata {
    #[prost(string, tag = "1")]
    pub name: String,
    #[prost(string, tag = "3")]
    pub namespace: String,
    #[prost(string, tag = "5")]
    pub uid: String,
    #[prost(string, tag = "6")]
    pub resource_version: String,
    #[prost(message, optional, tag = "8")]
    pub creation_timestamp: Option<Moment>,
    #[prost(message, optional, tag = "9")]
    pub deletion_timestamp: Option<Moment>,
    #[prost(btree_map = "string, string", tag = "11")]
    pub labels: BTreeMap<String, String>,
    #[prost(message, repeated, tag = "13")]
    pub owner_references: Vec<Owner>,
}

#[derive(Message, Deserialize)]
#[serde(default)]
pub struct Owner {
    #[prost(string, tag = "1")]
    pub kind: String,
    #[prost(string, tag = "3")]
    pub name: String,
    #[prost(string, tag = "4")]
    pub uid: String,
    #[prost(bool, tag = "6")]
    pub controller: bool,
}

#[derive(Message, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Spec {
    #[prost(message, repeated, tag = "2")]
    pub containers: Vec<Container>,
    #[prost(string, tag = "10")]
    pub node_name: String,
    #[prost(message, repeated, tag = "20")]
    pub init_containers: Vec<Container>,
    #[prost(btree_map = "string, message", tag = "32")]
    pub overhead: Quantities,
    #[prost(message, required, tag = "40")]
    pub resources: Resources,
}

#[derive(Message, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Container {
    #[prost(string, tag = "1")]
    pub name: String,
    #[prost(message, required, tag = "8")]
    pub resources: Resources,
    #[prost(string, tag = "24")]
    pub restart_policy: String,
}

#[derive(Message, Deserialize)]
#[serde(default)]
pub struct Resources {
    #[prost(btree_map = "string, message", tag = "2")]
    pub requests: Quantities,
}

#[derive(PartialEq, Message, Deserialize)]
#[serde(transparent)]
pub struct Quantity {
    #[prost(string, tag = "1")]
    pub text: String,
}

#[derive(Message, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Status {
    #[prost(string, tag = "1")]
    pub phase: String,
    #[prost(message, repeated, tag = "2")]
    pub conditions: Vec<Condition>,
    #[prost(string, tag = "3")]
    pub message: String,
    #[prost(string, tag = "4")]
    pub reason: String,
    #[prost(string, tag = "6")]
    #[serde(rename = "podIP")]
    pub pod_ip: String,
    #[prost(message, repeated, tag = "8")]
    pub container_statuses: Vec<ContainerStatus>,
    #[prost(message, repeated, tag = "10")]
    pub init_container_statuses: Vec<ContainerStatus>,
}

#[derive(Message, Deserialize)]
#[serde(default)]
pub struct Condition {
    #[prost(string, tag = "1")]
    #[serde(rename = "type")]
    pub kind: String,
    #[prost(string, tag = "2")]
    pub status: String,
    #[prost(string, tag = "5")]
    pub reason: String,
    #[prost(string, tag = "6")]
    pub message: String,
}

#[derive(Message, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ContainerStatus {
    #[prost(string, tag = "1")]
    pub name: String,
    #[prost(message, required, tag = "2")]
    pub state: State,
    #[prost(message, required, tag = "3")]
    pub last_state: State,
    #[prost(bool, tag = "4")]
    pub ready: bool,
    #[prost(uint32, tag = "5")]
    pub restart_count: u32,
    #[prost(bool, tag = "9")]
    pub started: bool,
}

#[derive(Message, Deserialize)]
#[serde(default)]
pub struct State {
    #[prost(message, optional, tag = "1")]
    pub waiting: Option<Waiting>,
    #[prost(message, optional, tag = "2")]
    pub running: Option<Running>,
    #[prost(message, optional, tag = "3")]
    pub terminated: Option<Terminated>,
}

#[derive(Message, Deserialize)]
#[serde(default)]
pub struct Waiting {
    #[prost(string, tag = "1")]
    pub reason: String,
    #[prost(string, tag = "2")]
    pub message: String,
}

#[derive(Message, Deserialize)]
pub struct Running {}

#[derive(Message, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Terminated {
    #[prost(int32, tag = "1")]
    pub exit_code: i32,
    #[prost(int32, tag = "2")]
    pub signal: i32,
    #[prost(string, tag = "3")]
    pub reason: String,
    #[prost(string, tag = "4")]
    pub message: String,
}

impl Pod {
    pub fn is_deleting(&self) -> bool {
        self.metadata.deletion_timestamp.is_some()
    }

    pub fn has_condition(&self, kind: &str) -> bool {
        self.status.conditions.iter().any(|condition| condition.kind == kind && condition.status == "True")
    }

    /// Whether an init container keeps running beside the others.
    pub fn is_sidecar(&self, name: &str) -> bool {
        self.spec.init_containers.iter().any(|container| container.name == name && container.is_sidecar())
    }
}

impl Container {
    pub fn is_sidecar(&self) -> bool {
        self.restart_policy == "Always"
    }
}
