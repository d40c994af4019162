//! How much a node's volumes take, the files of persistent volumes among them: asked of `du` in the node.

use std::collections::BTreeMap;

use crate::cluster::{NodeState, names};
use crate::config::NodeRole;
use crate::engine::{Engine, ExecRequest};

/// Where the files of persistent volumes lie on their node, a folder a volume.
const PERSISTENT_VOLUMES: &str = "/var/lib/kubelet/devcluster-volumes";
/// A person waits: a disk that takes longer is not told.
const LIMIT_SECONDS: u32 = 10;

/// Bytes that are taken on a node's disk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DiskUse {
    /// By all of the node's volumes.
    pub total: u64,
    /// By each persistent volume.
    pub volumes: BTreeMap<String, u64>,
}

/// Asks a running node; `None` where it does not tell in time.
pub async fn disk_use(engine: &dyn Engine, node: &NodeState) -> Option<DiskUse> {
    let script = script(node.role);
    let output = engine.exec(ExecRequest::new(&node.container, &["sh", "-c", &script])).await.ok()?;
    if output.exit_code == 0 { parse(&String::from_utf8_lossy(&output.stdout)) } else { None }
}

/// Folders of persistent volumes come first: what `du` has counted it does not count again in the folder above.
fn script(role: NodeRole) -> String {
    let folders: Vec<_> = names::node_volumes(role).map(|(_, target)| target).collect();
    // Files come and go while it looks, and there may be no persistent volume: neither is worth a word.
    format!("timeout {LIMIT_SECONDS} du -sxB1 {PERSISTENT_VOLUMES}/* {} 2>/dev/null; [ $? -lt 124 ]", folders.join(" "))
}

/// Lines of bytes, tab, folder.
fn parse(output: &str) -> Option<DiskUse> {
    let mut found = DiskUse::default();
    for line in output.lines() {
        let (bytes, folder) = line.split_once('\t')?;
        let bytes: u64 = bytes.parse().ok()?;
        found.total += bytes;
        if let Some(name) = folder.strip_prefix(PERSISTENT_VOLUMES) {
            found.volumes.insert(name.trim_start_matches('/').to_owned(), bytes);
        }
    }
    (found.total > 0).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn persistent_volumes_are_told_apart() {
        let output =
            "4096\t/var/lib/kubelet/devcluster-volumes/pvc-1\n1000\t/var/lib/containerd\n300\t/var/lib/kubelet\n";
        let found = parse(output).unwrap();
        assert_eq!(found.total, 5396);
        assert_eq!(found.volumes, BTreeMap::from([("pvc-1".to_owned(), 4096)]));
        assert_eq!(parse(""), None);
    }
}
