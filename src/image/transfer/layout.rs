//! The images of an archive by what its JSON files say: names, ids, platforms, and whether all of them is there.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use super::contents::Contents;

/// containerd's and BuildKit's annotation for a whole name.
const WHOLE_NAME: &str = "io.containerd.image.name";
/// The OCI's: a tag by the specification, a whole name with podman.
const REF_NAME: &str = "org.opencontainers.image.ref.name";

/// An image as the archive describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Described {
    /// `None` where the archive gives it none, or only a tag.
    pub name: Option<String>,
    pub tag: Option<String>,
    /// `sha256:…` of its configuration, or of what the index names where the archive is an OCI layout.
    pub id: String,
    /// `linux/amd64`; empty where the archive does not say it.
    pub platforms: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DockerImage {
    config: String,
    #[serde(default)]
    repo_tags: Option<Vec<String>>,
    #[serde(default)]
    layers: Option<Vec<String>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Config {
    os: String,
    architecture: String,
    rootfs: RootFs,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RootFs {
    diff_ids: Vec<String>,
}

#[derive(Deserialize)]
struct Index {
    #[serde(default)]
    manifests: Vec<Descriptor>,
}

#[derive(Deserialize)]
struct Descriptor {
    digest: String,
    #[serde(default)]
    annotations: BTreeMap<String, String>,
    platform: Option<Platform>,
}

#[derive(Deserialize)]
struct Platform {
    os: String,
    architecture: String,
}

#[derive(Deserialize)]
struct Manifest {
    config: Descriptor,
    #[serde(default)]
    layers: Vec<Descriptor>,
}

/// The images of an archive; else why it is none.
pub fn describe(contents: &Contents, platform: &str) -> Result<Vec<Described>, String> {
    if contents.document("manifest.json").is_some() {
        docker(contents)
    } else if contents.document("index.json").is_some() {
        oci(contents, platform)
    } else {
        Err("it has neither manifest.json nor index.json".to_owned())
    }
}

fn docker(contents: &Contents) -> Result<Vec<Described>, String> {
    let images: Vec<DockerImage> = read(contents, "manifest.json")?;
    let mut described = Vec::new();
    for image in images {
        let text = contents.document(&image.config).ok_or_else(|| missing(&image.config))?;
        let id = format!("sha256:{}", hex::encode(Sha256::digest(text)));
        let config: Config = read(contents, &image.config)?;
        for (number, layer) in image.layers.iter().flatten().enumerate() {
            if !contents.has(layer) {
                return Err(missing(layer));
            }
            let is_other = |digest: &str| config.rootfs.diff_ids.get(number).is_some_and(|wanted| wanted != digest);
            if contents.digest_of(layer).is_some_and(is_other) {
                return Err(format!("`{layer}` is damaged: its digest is not what `{}` says", image.config));
            }
        }
        let platforms = Vec::from_iter(config.platform());
        let one = |name| Described { name, tag: None, id: id.clone(), platforms: platforms.clone() };
        match image.repo_tags.unwrap_or_default() {
            tags if tags.is_empty() => described.push(one(None)),
            tags => described.extend(tags.into_iter().map(|name| one(Some(name)))),
        }
    }
    Ok(described)
}

fn oci(contents: &Contents, platform: &str) -> Result<Vec<Described>, String> {
    let index: Index = read(contents, "index.json")?;
    index
        .manifests
        .into_iter()
        .map(|descriptor| {
            let given = |annotation| descriptor.annotations.get(annotation).cloned();
            let is_whole = |name: &String| name.contains(['/', ':', '@']);
            let reference = given(REF_NAME);
            let platforms = platforms(contents, &descriptor, platform)?;
            Ok(Described {
                name: given(WHOLE_NAME).or_else(|| reference.clone().filter(is_whole)),
                tag: reference.filter(|name| !is_whole(name)),
                id: descriptor.digest,
                platforms,
            })
        })
        .collect()
}

/// The platforms of what an index names. The image of `platform` has to be whole; others need not be there at all.
fn platforms(contents: &Contents, descriptor: &Descriptor, platform: &str) -> Result<Vec<String>, String> {
    let path = blob(&descriptor.digest);
    if !contents.has(&path) {
        return Err(missing(&path));
    }
    if let Ok(manifest) = read::<Manifest>(contents, &path) {
        let parts = std::iter::once(&manifest.config).chain(&manifest.layers);
        if let Some(lost) = parts.map(|part| blob(&part.digest)).find(|path| !contents.has(path)) {
            return Err(missing(&lost));
        }
        let config: Config = read(contents, &blob(&manifest.config.digest)).unwrap_or_default();
        return Ok(Vec::from_iter(config.platform()));
    }
    let index: Index = read(contents, &path)?;
    let mut all = Vec::new();
    for child in &index.manifests {
        let Some(its) = child.platform.as_ref().map(|its| format!("{}/{}", its.os, its.architecture)) else { continue };
        if its == platform {
            platforms(contents, child, platform)?;
        }
        // What stands there for attestations is no platform.
        if !its.starts_with("unknown") {
            all.push(its);
        }
    }
    Ok(all)
}

impl Config {
    fn platform(&self) -> Option<String> {
        (!self.architecture.is_empty()).then(|| format!("{}/{}", self.os, self.architecture))
    }
}

fn blob(digest: &str) -> String {
    format!("blobs/{}", digest.replacen(':', "/", 1))
}

fn missing(path: &str) -> String {
    format!("`{path}` is missing")
}

fn read<T: DeserializeOwned>(contents: &Contents, path: &str) -> Result<T, String> {
    let text = contents.document(path).ok_or_else(|| missing(path))?;
    serde_json::from_slice(text).map_err(|error| format!("{path}: {error}"))
}

#[cfg(test)]
mod tests {
    use super::super::archive::tests::tar_of;
    use super::*;

    fn described(files: &[(&str, &str)]) -> Result<Vec<Described>, String> {
        describe(&Contents::scan(tar_of(files).as_slice(), true).unwrap(), "linux/amd64")
    }

    const INDEX: &str =
        r#"{"manifests":[{"digest":"sha256:m","annotations":{"org.opencontainers.image.ref.name":"NAME"}}]}"#;
    const MANIFEST: (&str, &str) =
        ("blobs/sha256/m", r#"{"config":{"digest":"sha256:c"},"layers":[{"digest":"sha256:l"}]}"#);
    const CONFIG: (&str, &str) = ("blobs/sha256/c", r#"{"os":"linux","architecture":"arm64"}"#);

    #[test]
    fn an_oci_layout_names_its_image_wholly_or_by_a_tag() {
        let name = |name: &str| {
            let index = INDEX.replace("NAME", name);
            let image =
                described(&[("index.json", &index), MANIFEST, CONFIG, ("blobs/sha256/l", "x")]).unwrap().remove(0);
            assert_eq!(
                (image.id.as_str(), image.platforms.as_slice()),
                ("sha256:m", ["linux/arm64".to_owned()].as_slice())
            );
            (image.name.unwrap_or_default(), image.tag.unwrap_or_default())
        };
        assert_eq!(name("localhost/app:v1"), ("localhost/app:v1".to_owned(), String::new()));
        assert_eq!(name("v1"), (String::new(), "v1".to_owned()));
    }

    #[test]
    fn an_index_of_platforms_is_whole_when_ours_is() {
        let index = r#"{"manifests":[{"digest":"sha256:i","annotations":{"io.containerd.image.name":"docker.io/library/app:v1"}}]}"#;
        let nested = r#"{"manifests":[{"digest":"sha256:m","platform":{"os":"linux","architecture":"ARCH"}},
            {"digest":"sha256:gone","platform":{"os":"linux","architecture":"s390x"}},
            {"digest":"sha256:a","platform":{"os":"unknown","architecture":"unknown"}}]}"#;
        let image = |architecture: &str| {
            let nested = nested.replace("ARCH", architecture);
            described(&[("index.json", index), ("blobs/sha256/i", &nested), MANIFEST, CONFIG])
        };
        assert_eq!(image("arm64").unwrap()[0].platforms, ["linux/arm64", "linux/s390x"]);
        assert_eq!(image("amd64"), Err("`blobs/sha256/l` is missing".to_owned()));
    }

    #[test]
    fn a_layer_that_is_not_what_the_configuration_says_is_damaged() {
        let manifest = r#"[{"Config":"c.json","RepoTags":null,"Layers":["1/layer.tar"]}]"#;
        let of = |digest: &str, layer: &str| {
            let config =
                format!(r#"{{"os":"linux","architecture":"amd64","rootfs":{{"diff_ids":["sha256:{digest}"]}}}}"#);
            described(&[("manifest.json", manifest), ("c.json", &config), (layer, "hello")])
        };
        let hello = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
        assert_eq!(of(hello, "1/layer.tar").unwrap()[0].name, None);
        assert_eq!(
            of("12", "1/layer.tar"),
            Err("`1/layer.tar` is damaged: its digest is not what `c.json` says".to_owned())
        );
        assert_eq!(of(hello, "2/layer.tar"), Err("`1/layer.tar` is missing".to_owned()));
    }
}
