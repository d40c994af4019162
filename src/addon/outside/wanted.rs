//! What an addon with its settings wants outside of the API server.

use serde::{Deserialize, Serialize};

use crate::addon::AddonError;
use crate::addon::definition::{Addon, RegistryName};
use crate::config::PortSpec;

/// Ports of the host and names of registries.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outside {
    /// As in `port add`: `5000:5000@kube-system/registry`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ports: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub registries: Vec<RegistryName>,
}

impl Outside {
    pub fn is_empty(&self) -> bool {
        self.ports.is_empty() && self.registries.is_empty()
    }

    /// The ports; what an earlier version has written otherwise is left out.
    pub fn port_specs(&self) -> Vec<PortSpec> {
        self.ports.iter().filter_map(|port| port.parse().ok()).collect()
    }

    /// With what another has beside it.
    pub fn with(&self, other: &Self) -> Self {
        let mut both = self.clone();
        both.ports.extend(other.ports.iter().filter(|port| !self.ports.contains(port)).cloned());
        both.registries.extend(other.registries.iter().filter(|name| !self.registries.contains(name)).cloned());
        both
    }
}

/// What `addon` wants; `fill` makes its templates text. Templates that come to nothing are left out.
pub fn wanted(addon: &Addon, fill: impl Fn(&str) -> Result<String, AddonError>) -> Result<Outside, AddonError> {
    let mut outside = Outside::default();
    for template in &addon.ports {
        let text = fill(template)?;
        if !text.is_empty() {
            let port = text.parse::<PortSpec>();
            let port = port.map_err(|problem| AddonError::Port { name: addon.name.clone(), problem })?;
            outside.ports.push(port.to_string());
        }
    }
    for RegistryName { name, endpoint } in &addon.registries {
        let name = fill(name)?;
        if !name.is_empty() {
            outside.registries.push(RegistryName { name, endpoint: fill(endpoint)? });
        }
    }
    Ok(outside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_to_nothing_is_not_wanted() {
        let name = |name: &str| RegistryName { name: name.to_owned(), endpoint: "http://172.24.0.4:5002".to_owned() };
        let addon = Addon {
            ports: vec!["8080:80@shop/web".to_owned(), String::new()],
            registries: vec![name("localhost:5000"), name("")],
            ..Addon::default()
        };
        let outside = wanted(&addon, |text| Ok(text.to_owned())).unwrap();
        assert_eq!(outside.ports, ["8080:80@shop/web"]);
        assert_eq!(outside.registries, [name("localhost:5000")]);
        let wrong = Addon { ports: vec!["eighty".to_owned()], ..Addon::default() };
        assert!(matches!(wanted(&wrong, |text| Ok(text.to_owned())), Err(AddonError::Port { .. })));
    }
}
