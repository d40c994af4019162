//! Users' flags in the commands of static pods.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::cluster::ClusterError;
use crate::config::{Component, Components};
use crate::yaml;

/// A static pod's manifest with the flags that the config has for it; they take the place of ours.
pub fn with_flags(path: &str, manifest: String, components: &Components) -> Result<String, ClusterError> {
    let Some(component) = component(path) else {
        return Ok(manifest);
    };
    let flags = flags(component, components);
    if flags.is_empty() {
        return Ok(manifest);
    }
    let mut pods = yaml::parse_all(&manifest)?;
    for pod in &mut pods {
        if let Some(Value::Array(command)) = pod.pointer_mut("/spec/containers/0/command") {
            set(command, &flags);
        }
    }
    pods.first().map_or(Ok(manifest), |pod| Ok(yaml::render(pod)?))
}

/// The flags of one component: feature gates and the API server's runtime config are flags, too.
pub fn flags(component: Component, components: &Components) -> BTreeMap<String, String> {
    let mut flags = BTreeMap::new();
    let list = |entries: &BTreeMap<String, bool>| {
        entries.iter().map(|(name, on)| format!("{name}={on}")).collect::<Vec<_>>().join(",")
    };
    let has_gates = !matches!(component, Component::Etcd | Component::Kubelet | Component::KubeProxy);
    if has_gates && !components.feature_gates.is_empty() {
        flags.insert("feature-gates".to_owned(), list(&components.feature_gates));
    }
    if component == Component::ApiServer && !components.runtime_config.is_empty() {
        flags.insert("runtime-config".to_owned(), list(&components.runtime_config));
    }
    flags.extend(components.flags.get(&component).cloned().unwrap_or_default());
    flags
}

fn component(path: &str) -> Option<Component> {
    let name = path.rsplit('/').next()?.trim_end_matches(".yaml");
    Some(match name {
        "etcd" => Component::Etcd,
        "kube-apiserver" => Component::ApiServer,
        "kube-controller-manager" => Component::ControllerManager,
        "kube-scheduler" => Component::Scheduler,
        _ => return None,
    })
}

fn set(command: &mut Vec<Value>, flags: &BTreeMap<String, String>) {
    for (name, value) in flags {
        let flag = format!("--{name}=");
        command.retain(|word| !word.as_str().is_some_and(|word| word.starts_with(&flag)));
        command.push(Value::String(format!("{flag}{value}")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = "spec: {containers: [{command: [kube-apiserver, --profiling=true, --v=2]}]}";

    #[test]
    fn flags_take_the_place_of_ours_or_are_added() {
        let components = Components {
            feature_gates: BTreeMap::from([("A".into(), true), ("B".into(), false)]),
            flags: BTreeMap::from([(
                Component::ApiServer,
                BTreeMap::from([("profiling".into(), "false".into()), ("audit-log-path".into(), "-".into())]),
            )]),
            ..Components::default()
        };
        let changed = with_flags("manifests/kube-apiserver.yaml", MANIFEST.into(), &components).unwrap();
        let pod: Value = yaml::parse(&changed).unwrap();
        assert_eq!(
            pod["spec"]["containers"][0]["command"],
            serde_json::json!([
                "kube-apiserver",
                "--v=2",
                "--audit-log-path=-",
                "--feature-gates=A=true,B=false",
                "--profiling=false"
            ])
        );
        assert_eq!(with_flags("manifests/etcd.yaml", MANIFEST.into(), &components).unwrap(), MANIFEST);
    }
}
