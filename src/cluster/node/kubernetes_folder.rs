//! The files of a node below /etc/kubernetes, in one go.

use std::collections::BTreeMap;

use super::folder::read_folder;
use crate::cluster::NodeState;
use crate::engine::{Engine, EngineError};

const FOLDER: &str = "/etc/kubernetes";
/// Certificates and kubeconfigs; keys stay where they are.
const WANTED: [&str; 2] = [".crt", ".conf"];

fn is_wanted(path: &str) -> bool {
    WANTED.iter().any(|ending| path.ends_with(ending))
}

/// Certificates and kubeconfigs by path below /etc/kubernetes, `pki/ca.crt`.
#[derive(Debug, Clone, Default)]
pub struct KubernetesFolder(pub BTreeMap<String, Vec<u8>>);

impl KubernetesFolder {
    /// Fetches them in one go: a single file takes the engine as long.
    pub async fn fetch(engine: &dyn Engine, node: &NodeState) -> Result<Self, EngineError> {
        Ok(Self(read_folder(engine, &node.container, FOLDER, is_wanted).await?))
    }

    /// The text of one file.
    pub fn text(&self, path: &str) -> Option<&str> {
        std::str::from_utf8(self.0.get(path)?).ok()
    }
}
