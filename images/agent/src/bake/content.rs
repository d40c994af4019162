//! Reads an image's manifest and configuration in containerd's content store.

use std::path::Path;

use serde::Deserialize;

use crate::baked;
use crate::error::Error;
use crate::files;

/// What a bake needs to know of an image.
#[derive(Debug, PartialEq, Eq)]
pub struct Facts {
    pub manifest: String,
    pub config: String,
    pub chain_id: String,
}

#[derive(Debug, Deserialize)]
struct Descriptor {
    digest: String,
    #[serde(default)]
    platform: Option<Platform>,
}

#[derive(Debug, Deserialize)]
struct Platform {
    architecture: String,
    os: String,
}

/// An index or a manifest: which of the two shows in what is there.
#[derive(Debug, Deserialize)]
struct Node {
    #[serde(default)]
    manifests: Vec<Descriptor>,
    config: Option<Descriptor>,
}

#[derive(Debug, Deserialize)]
struct Config {
    rootfs: RootFs,
}

#[derive(Debug, Deserialize)]
struct RootFs {
    diff_ids: Vec<String>,
}

/// Follows a digest (of an index or a manifest) to the image for `architecture`, and sees that it has one layer.
pub fn facts(blobs: &Path, digest: &str, architecture: &str) -> Result<Facts, Error> {
    let node: Node = files::read_json(baked::blob(blobs, digest))?;
    let Some(config) = node.config else {
        let chosen = choose(&node.manifests, architecture)
            .ok_or_else(|| Error::Unfit(format!("the index {digest} has no image for linux/{architecture}")))?;
        return facts(blobs, chosen, architecture);
    };
    let layers = files::read_json::<Config>(baked::blob(blobs, &config.digest))?.rootfs.diff_ids;
    match <[String; 1]>::try_from(layers) {
        // The chain ID of a lowest layer is its diff ID.
        Ok([chain_id]) => Ok(Facts { manifest: digest.to_owned(), config: config.digest, chain_id }),
        Err(layers) => {
            Err(Error::Unfit(format!("the image {digest} has {} layers, where baked images have one", layers.len())))
        }
    }
}

/// An image without platform is taken as fitting; attestations name the platform "unknown".
fn choose<'a>(manifests: &'a [Descriptor], architecture: &str) -> Option<&'a str> {
    manifests
        .iter()
        .find(|manifest| {
            manifest
                .platform
                .as_ref()
                .is_none_or(|platform| platform.os == "linux" && platform.architecture == architecture)
        })
        .map(|manifest| manifest.digest.as_str())
}

/// This machine's architecture, as images name it.
pub fn architecture() -> &'static str {
    match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blobs(texts: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in texts {
            files::write(folder.path().join(name), text).unwrap();
        }
        folder
    }

    #[test]
    fn follows_an_index_past_attestations() {
        let folder = blobs(&[
            (
                "index",
                r#"{"manifests": [
                    {"digest": "sha256:no", "platform": {"architecture": "unknown", "os": "unknown"}},
                    {"digest": "sha256:manifest", "platform": {"architecture": "amd64", "os": "linux"}}]}"#,
            ),
            ("manifest", r#"{"config": {"digest": "sha256:config"}, "layers": []}"#),
            ("config", r#"{"rootfs": {"diff_ids": ["sha256:layer"]}}"#),
        ]);
        let expected = Facts {
            manifest: "sha256:manifest".into(),
            config: "sha256:config".into(),
            chain_id: "sha256:layer".into(),
        };
        assert_eq!(facts(folder.path(), "sha256:index", "amd64").unwrap(), expected);
        let error = facts(folder.path(), "sha256:index", "arm64").unwrap_err();
        assert_eq!(error.to_string(), "go on: the index sha256:index has no image for linux/arm64");
    }

    #[test]
    fn refuses_several_layers() {
        let folder = blobs(&[
            ("manifest", r#"{"config": {"digest": "sha256:config"}}"#),
            ("config", r#"{"rootfs": {"diff_ids": ["sha256:a", "sha256:b"]}}"#),
        ]);
        let error = facts(folder.path(), "sha256:manifest", "amd64").unwrap_err();
        assert!(error.to_string().contains("has 2 layers"), "{error}");
    }
}
