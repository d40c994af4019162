//! The JSON schema of this form, and a commented sample.

/// JSON schema (draft 2020-12) for editors. It tells what each value looks like; what values mean together and what
/// they name on the host is `config check`'s.
pub const SCHEMA: &str = include_str!("schema.json");
/// A config in which every field is explained, those with defaults commented out.
pub const SAMPLE: &str = include_str!("sample.yaml");

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;
    use crate::config::KUBERNETES_VERSION;
    use crate::config::v1alpha1::{addon, cluster, components, gpus, network, node, registry};

    /// The fields that a part of the schema knows.
    fn fields(schema: &Value, pointer: &str) -> BTreeSet<String> {
        let part = schema.pointer(pointer).unwrap_or_else(|| panic!("{pointer} is not in the schema"));
        assert_eq!(part["additionalProperties"], false, "{pointer}");
        part["properties"].as_object().unwrap().keys().cloned().collect()
    }

    #[test]
    fn the_schema_has_the_fields_that_are_read() {
        let schema: Value = serde_json::from_str(SCHEMA).unwrap();
        let parts: [(&str, &[&str]); 12] = [
            ("", cluster::FIELDS),
            ("/properties/images", cluster::IMAGES_FIELDS),
            ("/$defs/addon", addon::FIELDS),
            ("/$defs/node", node::FIELDS),
            ("/$defs/taint", node::TAINT_FIELDS),
            ("/$defs/mount", node::MOUNT_FIELDS),
            ("/$defs/gpus", gpus::FIELDS),
            ("/properties/network", network::FIELDS),
            ("/properties/proxy", network::PROXY_FIELDS),
            ("/$defs/registry", registry::FIELDS),
            ("/properties/components", components::FIELDS),
            ("/$defs/component", components::COMPONENT_FIELDS),
        ];
        for (pointer, read) in parts {
            assert_eq!(fields(&schema, pointer), read.iter().map(|&name| name.to_owned()).collect(), "{pointer}");
        }
        for name in components::COMPONENTS.map(|(name, _)| name) {
            assert_eq!(schema["properties"]["components"]["properties"][name]["$ref"], "#/$defs/component", "{name}");
        }
    }

    #[test]
    fn the_defaults_of_the_schema_are_ours() {
        let schema: Value = serde_json::from_str(SCHEMA).unwrap();
        let network = crate::config::named("dev").unwrap().network;
        let properties = &schema["properties"];
        assert_eq!(properties["kubernetesVersion"]["default"], KUBERNETES_VERSION);
        assert_eq!(properties["name"]["default"], crate::config::default::NAME);
        assert_eq!(properties["network"]["properties"]["podSubnet"]["default"], network.pod_subnet.to_string());
        assert_eq!(properties["network"]["properties"]["serviceSubnet"]["default"], network.service_subnet.to_string());
    }

    #[test]
    fn the_sample_shows_every_field() {
        for name in [cluster::FIELDS, node::FIELDS, network::FIELDS, network::PROXY_FIELDS, registry::FIELDS].concat() {
            assert!(SAMPLE.contains(&format!("{name}:")), "{name}");
        }
        assert!(SAMPLE.contains(KUBERNETES_VERSION));
    }
}
