//! What a bundle says of itself, in its first file.

use serde::{Deserialize, Serialize};

/// Paths in the archive.
pub const MANIFEST: &str = "devcluster/bundle.json";
pub const PROGRAM: &str = "devcluster/devcluster";

/// The content of `devcluster/bundle.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    /// Of devcluster.
    pub version: String,
    /// Of the images and the program: `linux/amd64`.
    pub platform: String,
    /// Name of the node image: tells builds of one version apart.
    pub node_image: String,
    /// Addons whose images are there.
    pub addons: Vec<String>,
    /// Names of all images in the engine.
    pub images: Vec<String>,
}
