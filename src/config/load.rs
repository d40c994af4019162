//! From a file or a name to a validated config.

use std::path::Path;

use super::cluster::{Cluster, NodeRole, NodeSpec};
use super::error::ConfigError;
use super::v1alpha1;
use super::validate::validate;
use crate::yaml;

/// Reads a config file; `name`, where given, lies over the file's.
pub fn from_file(path: &Path, name: Option<&str>) -> Result<Cluster, ConfigError> {
    let text =
        std::fs::read_to_string(path).map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source })?;
    let mut wire: v1alpha1::Cluster =
        yaml::parse(&text).map_err(|source| ConfigError::Malformed { path: path.to_owned(), source })?;
    if let Some(name) = name {
        wire.name = Some(name.to_owned());
    }
    validate(wire)
}

/// The config of a cluster of which only the name is known.
pub fn named(name: &str) -> Result<Cluster, ConfigError> {
    validate(v1alpha1::Cluster {
        api_version: v1alpha1::API_VERSION.to_owned(),
        kind: v1alpha1::KIND.to_owned(),
        name: Some(name.to_owned()),
        ..v1alpha1::Cluster::default()
    })
}

/// Gives a cluster that many workers: the last ones go, or like ones come.
pub fn set_workers(cluster: &mut Cluster, count: usize) {
    cluster.nodes.retain(|node| node.role == NodeRole::ControlPlane);
    cluster.nodes.extend((1..=count).map(|number| NodeSpec::new(NodeRole::Worker, number)));
}
