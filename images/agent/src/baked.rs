//! Where baked images lie in a node image, and the index that says what they are. `bake` writes it, `init` reads it.
//!
//! ```text
//! /opt/baked/index.json            what is there
//! /opt/baked/metadata/             containerd's bolt files and JSON blobs: small, copied to a node's fresh volume
//! /opt/baked/etcd.snapshot         what the API server writes into every empty etcd
//! /opt/baked/snapshots/HEX/fs      an unpacked layer, by chain ID: large, never copied where overlay mounts can stack
//! ```

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

pub const FOLDER: &str = "/opt/baked";
pub const CONTAINERD: &str = "/var/lib/containerd";

/// Paths below containerd's root, and below [`metadata`].
pub const METADATA_DB: &str = "io.containerd.metadata.v1.bolt/meta.db";
pub const SNAPSHOTS_DB: &str = "io.containerd.snapshotter.v1.overlayfs/metadata.db";
pub const SNAPSHOTS: &str = "io.containerd.snapshotter.v1.overlayfs/snapshots";
pub const BLOBS: &str = "io.containerd.content.v1.content/blobs/sha256";

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Index {
    pub images: Vec<Image>,
    pub snapshots: Vec<Snapshot>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Image {
    /// The name that pods use: `registry.k8s.io/pause:3.10.2`.
    pub reference: String,
    /// Digests, as `sha256:HEX`.
    pub manifest: String,
    pub config: String,
    pub chain_id: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Snapshot {
    pub chain_id: String,
    /// The snapshotter's own number for it, which names its folder in a volume that got the baked metadata.
    pub number: String,
}

pub fn index() -> PathBuf {
    Path::new(FOLDER).join("index.json")
}

pub fn metadata() -> PathBuf {
    Path::new(FOLDER).join("metadata")
}

pub fn etcd_snapshot() -> PathBuf {
    Path::new(FOLDER).join("etcd.snapshot")
}

pub fn snapshots() -> PathBuf {
    Path::new(FOLDER).join("snapshots")
}

/// The folder of one unpacked layer. By chain ID: numbers differ between node images, and a volume outlives them.
pub fn snapshot(chain_id: &str) -> PathBuf {
    snapshots().join(hex(chain_id))
}

/// The file of a blob below a folder of blobs.
pub fn blob(blobs: &Path, digest: &str) -> PathBuf {
    blobs.join(hex(digest))
}

fn hex(digest: &str) -> &str {
    digest.strip_prefix("sha256:").unwrap_or(digest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_snapshots_by_chain() {
        assert_eq!(snapshot("sha256:ab12"), Path::new("/opt/baked/snapshots/ab12"));
    }
}
