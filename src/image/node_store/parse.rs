//! What a node says of its images (listing.sh), as values.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

/// An image in a node's containerd, with all names that lead to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredImage {
    /// `sha256:…` of its configuration, as kubelet and the engine know it; of its manifest where that can't be read.
    pub id: String,
    /// What the names stand for, by whole name: the digest of a manifest, or of an index of several platforms.
    pub names: BTreeMap<String, String>,
    /// Bytes of its configuration and layers as they are stored: what kubelet tells.
    pub size: u64,
    /// `linux/amd64`.
    pub platform: String,
    /// Part of the node image.
    pub system: bool,
    /// Digests of layers whose archives the node has not kept, or never had: it has them unpacked only.
    pub lacking: Vec<String>,
}

impl StoredImage {
    /// The names that a pod would use: without those that containerd gives by itself, unless there is no other.
    pub fn proper_names(&self) -> Vec<&str> {
        let of_kind = |digests: bool| {
            let proper = self.names.keys().filter(move |name| !is_id(name) && name.contains('@') == digests);
            proper.map(String::as_str).collect::<Vec<_>>()
        };
        let tagged = of_kind(false);
        if tagged.is_empty() { of_kind(true) } else { tagged }
    }
}

/// Whether a name is the one that the CRI plugin gives each image: its id.
fn is_id(name: &str) -> bool {
    name.starts_with("sha256:")
}

#[derive(Default, Deserialize)]
struct BakedIndex {
    #[serde(default)]
    images: Vec<BakedImage>,
}

#[derive(Deserialize)]
struct BakedImage {
    reference: String,
}

#[derive(Deserialize)]
struct Manifest {
    config: Option<Descriptor>,
    #[serde(default)]
    layers: Vec<Descriptor>,
    #[serde(default)]
    manifests: Vec<Descriptor>,
}

#[derive(Deserialize)]
struct Descriptor {
    digest: String,
    #[serde(default)]
    size: u64,
    platform: Option<Platform>,
}

#[derive(Deserialize)]
struct Platform {
    os: String,
}

/// The parts that the script printed.
#[derive(Default)]
struct Parts<'text> {
    table: Vec<&'text str>,
    baked: String,
    blobs: BTreeSet<&'text str>,
    manifests: BTreeMap<&'text str, String>,
}

impl<'text> Parts<'text> {
    fn of(text: &'text str) -> Self {
        let mut parts = Self::default();
        let mut part = "";
        for line in text.lines() {
            match (line.strip_prefix("@@ "), part) {
                (Some(title), _) => {
                    part = title;
                    // What stands in several indexes is printed several times.
                    if let Some(digest) = title.strip_prefix("manifest ") {
                        parts.manifests.insert(digest, String::new());
                    }
                }
                (None, "images") => parts.table.push(line),
                (None, "baked") => parts.baked += line,
                (None, "blobs") => drop(parts.blobs.insert(line)),
                (None, title) => {
                    if let Some(digest) = title.strip_prefix("manifest ") {
                        *parts.manifests.entry(digest).or_default() += line;
                    }
                }
            }
        }
        parts
    }

    fn manifest(&self, digest: &str) -> Option<Manifest> {
        serde_json::from_str(self.manifests.get(digest)?).ok()
    }

    /// The manifest of this node's platform behind a name.
    fn resolved(&self, digest: &str) -> Option<Manifest> {
        let manifest = self.manifest(digest)?;
        if manifest.config.is_some() {
            return Some(manifest);
        }
        // Attestations stand in an index as images of no platform.
        let is_image = |child: &&Descriptor| child.platform.as_ref().is_none_or(|platform| platform.os != "unknown");
        manifest.manifests.iter().filter(is_image).find_map(|child| self.manifest(&child.digest))
    }
}

/// The images that `listing.sh` printed, in the order of their ids.
pub(super) fn parse(text: &str) -> Vec<StoredImage> {
    let parts = Parts::of(text);
    let baked: BakedIndex = serde_json::from_str(&parts.baked).unwrap_or_default();
    let mut images: BTreeMap<String, StoredImage> = BTreeMap::new();
    for row in parts.table.iter().skip(1) {
        // Name, type, digest, size in two words, platforms, labels.
        let words: Vec<_> = row.split_whitespace().collect();
        let &[name, _, digest, _, _, platform, ..] = words.as_slice() else { continue };
        let manifest = parts.resolved(digest);
        let config = manifest.as_ref().and_then(|manifest| manifest.config.as_ref());
        let id = config.map_or(digest, |config| &config.digest).to_owned();
        let image = images.entry(id.clone()).or_insert_with(|| StoredImage {
            id,
            names: BTreeMap::new(),
            size: manifest.as_ref().map_or(0, stored_size),
            platform: platform.to_owned(),
            system: false,
            lacking: manifest.as_ref().map_or_else(Vec::new, |manifest| lacking(manifest, &parts.blobs)),
        });
        image.system |= baked.images.iter().any(|baked| baked.reference == name);
        image.names.insert(name.to_owned(), digest.to_owned());
    }
    images.into_values().collect()
}

fn stored_size(manifest: &Manifest) -> u64 {
    manifest.config.iter().chain(&manifest.layers).map(|part| part.size).sum()
}

fn lacking(manifest: &Manifest, blobs: &BTreeSet<&str>) -> Vec<String> {
    let is_there = |digest: &str| digest.strip_prefix("sha256:").is_some_and(|hex| blobs.contains(hex));
    manifest.layers.iter().map(|layer| layer.digest.clone()).filter(|digest| !is_there(digest)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAID: &str = r#"@@ images
REF TYPE DIGEST SIZE PLATFORMS LABELS
docker.io/library/app:v1 application/vnd.docker.distribution.manifest.v2+json sha256:m1 12.1 MiB linux/amd64 devcluster.dev/image-id=sha256:c1,io.cri-containerd.image=managed
docker.io/library/app:v2 application/vnd.docker.distribution.manifest.v2+json sha256:m1 12.1 MiB linux/amd64 io.cri-containerd.image=managed
registry.k8s.io/pause:3.10.2 application/vnd.docker.distribution.manifest.v2+json sha256:m2 0.5 MiB linux/amd64 io.cri-containerd.pinned=pinned
docker.io/team/web@sha256:x1 application/vnd.oci.image.index.v1+json sha256:x1 5.0 MiB linux/amd64,linux/arm64 io.cri-containerd.image=managed
sha256:c1 application/vnd.docker.distribution.manifest.v2+json sha256:m1 12.1 MiB linux/amd64 io.cri-containerd.image=managed
sha256:c9 application/vnd.docker.distribution.manifest.v2+json sha256:m9 3.0 MiB linux/amd64 io.cri-containerd.image=managed
@@ baked
{"images":[{"reference":"registry.k8s.io/pause:3.10.2","manifest":"sha256:m2","config":"sha256:c2","chainId":"sha256:l"}],
"snapshots":[]}

@@ blobs
c1
l1
m1
@@ manifest sha256:m1
{"config":{"digest":"sha256:c1","size":100},
 "layers":[{"digest":"sha256:l1","size":900}]}

@@ manifest sha256:m2
{"config":{"digest":"sha256:c2","size":10},"layers":[{"digest":"sha256:l2","size":90}]}
@@ manifest sha256:x1
{"manifests":[{"digest":"sha256:a1","platform":{"os":"unknown"}},{"digest":"sha256:gone","platform":{"os":"linux"}},{"digest":"sha256:m3","platform":{"os":"linux"}}]}
@@ manifest sha256:a1
{"config":{"digest":"sha256:ca","size":1},"layers":[]}
@@ manifest sha256:m3
{"config":{"digest":"sha256:c3","size":1},"layers":[{"digest":"sha256:l1","size":4}]}
@@ manifest sha256:m3
{"config":{"digest":"sha256:c3","size":1},"layers":[{"digest":"sha256:l1","size":4}]}
"#;

    #[test]
    fn names_of_one_image_are_one_image() {
        let images = parse(SAID);
        let ids: Vec<_> = images.iter().map(|image| image.id.as_str()).collect();
        assert_eq!(ids, ["sha256:c1", "sha256:c2", "sha256:c3", "sha256:m9"]);
        let app = &images[0];
        assert_eq!(app.proper_names(), ["docker.io/library/app:v1", "docker.io/library/app:v2"]);
        assert_eq!(app.names.get("sha256:c1").map(String::as_str), Some("sha256:m1"));
        assert_eq!((app.size, app.platform.as_str(), app.system), (1000, "linux/amd64", false));
        assert_eq!(app.lacking, Vec::<String>::new());
    }

    #[test]
    fn baked_images_are_system_images_without_their_layers() {
        let pause = &parse(SAID)[1];
        assert!(pause.system);
        assert_eq!(pause.lacking, ["sha256:l2"]);
    }

    #[test]
    fn an_index_is_the_image_of_this_platform() {
        let web = &parse(SAID)[2];
        assert_eq!((web.id.as_str(), web.size), ("sha256:c3", 5));
        assert_eq!(web.proper_names(), ["docker.io/team/web@sha256:x1"], "nothing else names it");
    }

    #[test]
    fn an_image_without_name_and_manifest_is_there_all_the_same() {
        let left = &parse(SAID)[3];
        assert_eq!(left.proper_names(), Vec::<&str>::new());
        assert_eq!(left.size, 0);
    }
}
