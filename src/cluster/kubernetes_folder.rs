//! The files of a node below /etc/kubernetes, read through the engine: also while the node is stopped.

use std::collections::BTreeMap;
use std::io::Read;

use futures::TryStreamExt;

use super::{ClusterError, NodeState};
use crate::engine::Engine;

const FOLDER: &str = "/etc/kubernetes";
/// Certificates and kubeconfigs; keys stay where they are.
const WANTED: [&str; 2] = [".crt", ".conf"];

/// Certificates and kubeconfigs by path below /etc/kubernetes, `pki/ca.crt`.
#[derive(Debug, Clone, Default)]
pub struct KubernetesFolder(pub BTreeMap<String, Vec<u8>>);

impl KubernetesFolder {
    /// Fetches them in one go: a single file takes the engine as long.
    pub async fn fetch(engine: &dyn Engine, node: &NodeState) -> Result<Self, ClusterError> {
        let mut archive = Vec::new();
        let mut chunks = engine.download(&node.container, FOLDER).await?;
        while let Some(chunk) = chunks.try_next().await? {
            archive.extend_from_slice(&chunk);
        }
        unpack(&archive).map(Self).map_err(|source| ClusterError::NodeFile {
            node: node.name.clone(),
            path: FOLDER.to_owned(),
            source,
        })
    }

    /// The text of one file.
    pub fn text(&self, path: &str) -> Option<&str> {
        std::str::from_utf8(self.0.get(path)?).ok()
    }
}

fn unpack(archive: &[u8]) -> std::io::Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    for entry in tar::Archive::new(archive).entries()? {
        let mut entry = entry?;
        let path = entry.path()?.to_string_lossy().into_owned();
        // The archive's own first folder is `kubernetes`.
        let Some((_, below)) = path.split_once('/') else { continue };
        if entry.header().entry_type().is_file() && WANTED.iter().any(|ending| below.ends_with(ending)) {
            let mut content = Vec::new();
            entry.read_to_end(&mut content)?;
            files.insert(below.to_owned(), content);
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_folders_are_left_out() {
        let mut archive = tar::Builder::new(Vec::new());
        for path in ["kubernetes/pki/ca.crt", "kubernetes/pki/ca.key", "kubernetes/admin.conf"] {
            let mut header = tar::Header::new_gnu();
            header.set_size(1);
            archive.append_data(&mut header, path, &b"x"[..]).unwrap();
        }
        let files = unpack(&archive.into_inner().unwrap()).unwrap();
        assert_eq!(files.keys().collect::<Vec<_>>(), ["admin.conf", "pki/ca.crt"]);
    }
}
