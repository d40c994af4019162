//! Flags and feature gates of Kubernetes' components.

use std::collections::BTreeMap;

use crate::config::cluster::{Component, Components};
use crate::config::{owned_flags, syntax};
use crate::yaml::decode::{Fields, boolean, map, scalar};
use crate::yaml::{Node, Problems};

pub(super) const FIELDS: &[&str] =
    &["featureGates", "runtimeConfig", "apiServer", "controllerManager", "scheduler", "kubelet", "kubeProxy", "etcd"];
pub(super) const COMPONENT_FIELDS: &[&str] = &["flags"];

/// Components by the names of their fields.
pub const COMPONENTS: [(&str, Component); 6] = [
    ("apiServer", Component::ApiServer),
    ("controllerManager", Component::ControllerManager),
    ("scheduler", Component::Scheduler),
    ("kubelet", Component::Kubelet),
    ("kubeProxy", Component::KubeProxy),
    ("etcd", Component::Etcd),
];

pub(super) fn decode(node: &Node, problems: &mut Problems) -> Option<Components> {
    let mut fields = Fields::of(node, FIELDS, problems)?;
    let flags = COMPONENTS.into_iter().filter_map(|(name, component)| {
        let flags = fields.optional(name, |node, problems| flags(component, node, problems))?;
        (!flags.is_empty()).then_some((component, flags))
    });
    Some(Components {
        flags: flags.collect(),
        feature_gates: fields.map("featureGates", syntax::feature_gate, boolean),
        runtime_config: fields.map("runtimeConfig", syntax::api_version, boolean),
    })
}

fn flags(component: Component, node: &Node, problems: &mut Problems) -> Option<BTreeMap<String, String>> {
    let mut fields = Fields::of(node, COMPONENT_FIELDS, problems)?;
    let check = |name: &str| syntax::flag_name(name).and_then(|()| owned_flags::check(component, name));
    fields.optional("flags", map(check, scalar(syntax::flag_value)))
}
