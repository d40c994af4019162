//! Groups of like nodes.

use std::collections::BTreeMap;

use super::gpus::{self, Gpus};
use crate::config::cluster::{NodeRole, Taint};
use crate::config::syntax;
use crate::yaml::decode::{Fields, boolean, integer, located, scalar, text};
use crate::yaml::{Located, Node, Place, Problems};

pub(super) const FIELDS: &[&str] = &["role", "count", "labels", "taints", "cpus", "memory", "mounts", "gpus"];
pub(super) const TAINT_FIELDS: &[&str] = &["key", "value", "effect"];
pub(super) const MOUNT_FIELDS: &[&str] = &["source", "target", "readOnly"];

/// A group of like nodes.
#[derive(Debug, Clone)]
pub struct NodeGroup {
    pub role: Option<NodeRole>,
    pub count: Option<Located<u32>>,
    pub labels: BTreeMap<String, String>,
    pub taints: Vec<Located<Taint>>,
    pub milli_cpus: Option<u32>,
    /// Bytes.
    pub memory: Option<Located<u64>>,
    pub mounts: Vec<Mount>,
    pub gpus: Option<Gpus>,
}

/// A folder or file of the host that the nodes see.
#[derive(Debug, Clone)]
pub struct Mount {
    /// As written: a path that may be relative to the config file.
    pub source: Located<String>,
    pub target: Located<String>,
    pub read_only: bool,
}

impl NodeGroup {
    /// Nodes without anything special.
    pub fn new(role: NodeRole, place: Place, count: u32) -> Self {
        Self {
            role: Some(role),
            count: Some(Located { value: count, place }),
            labels: BTreeMap::new(),
            taints: Vec::new(),
            milli_cpus: None,
            memory: None,
            mounts: Vec::new(),
            gpus: None,
        }
    }
}

pub(super) fn decode(node: &Node, problems: &mut Problems) -> Option<NodeGroup> {
    let mut fields = Fields::of(node, FIELDS, problems)?;
    let place = fields.place();
    Some(NodeGroup {
        role: fields.required("role", text(role)),
        count: fields.or("count", || Located { value: 1, place }, located(integer(0..=u32::MAX))),
        labels: fields.map("labels", syntax::label_key, text(syntax::label_value)),
        taints: fields.list("taints", located(taint)),
        milli_cpus: fields.optional("cpus", scalar(syntax::milli_cpus)),
        memory: fields.optional("memory", located(scalar(syntax::bytes))),
        mounts: fields.list("mounts", mount),
        gpus: fields.optional("gpus", gpus::decode),
    })
}

fn role(text: &str) -> Result<NodeRole, String> {
    NodeRole::parse(text).ok_or_else(|| format!("expected `control-plane` or `worker`, found `{text}`"))
}

fn taint(node: &Node, problems: &mut Problems) -> Option<Taint> {
    let mut fields = Fields::of(node, TAINT_FIELDS, problems)?;
    let key = fields.required("key", text(|key| syntax::label_key(key).map(|()| key.to_owned())));
    let value = fields.or("value", String::new, text(syntax::label_value));
    let effect = fields.required("effect", text(syntax::taint_effect));
    Some(Taint { key: key?, value: value?, effect: effect? })
}

fn mount(node: &Node, problems: &mut Problems) -> Option<Mount> {
    let mut fields = Fields::of(node, MOUNT_FIELDS, problems)?;
    let source = fields.required("source", located(text(|path| Ok(path.to_owned()))));
    let target = fields.required("target", located(text(syntax::mount_target)));
    let read_only = fields.or("readOnly", || false, boolean);
    Some(Mount { source: source?, target: target?, read_only: read_only? })
}
