//! What the bridge is told; the command line writes it before it starts the container.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::error::Error;
use crate::files;

const FOLDER: &str = "/etc/kubernetes/devcluster/bridge";

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    /// The registry's address and port in the cluster's network.
    pub registry: String,
    /// The registry's port on 127.0.0.1 of the engine's host.
    pub registry_port: u16,
    pub user: String,
    pub password: String,
}

pub fn read() -> Result<Settings, Error> {
    files::read_json(file("bridge.json"))
}

/// A file of the bridge: its certificate, its key, the cluster's authority.
pub fn file(name: &str) -> PathBuf {
    Path::new(FOLDER).join(name)
}
