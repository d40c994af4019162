//! images.json: what the CLI wants baked.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;

#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    pub images: Vec<Wanted>,
    /// Files of the node that are links to files of images, by the node's path.
    #[serde(default)]
    pub links: BTreeMap<PathBuf, LinkTarget>,
    /// Shell scripts in [`Request::FOLDER`] that run last.
    #[serde(default)]
    pub scripts: Vec<String>,
}

#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// A file in [`Request::FOLDER`], as `docker save` writes it.
    pub archive: String,
    /// The image's name in the archive: `devcluster/pause:0123456789ab`.
    pub image: String,
    /// The only name that it has on nodes: `registry.k8s.io/pause:3.10.2`.
    pub reference: String,
}

#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkTarget {
    pub reference: String,
    /// The path inside the image.
    pub path: PathBuf,
}

impl Request {
    pub const FOLDER: &str = "/bake";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_images_json() {
        let text = r#"{
            "images": [{"archive": "pause.tar", "image": "devcluster/pause:abc", "reference": "registry.k8s.io/pause:3.10.2"}],
            "links": {"/usr/bin/pause": {"reference": "registry.k8s.io/pause:3.10.2", "path": "/pause"}}
        }"#;
        let request: Request = serde_json::from_str(text).unwrap();
        assert_eq!(request.images[0].archive, "pause.tar");
        assert_eq!(request.images[0].image, "devcluster/pause:abc");
        let target = &request.links[&PathBuf::from("/usr/bin/pause")];
        assert_eq!(target.path, PathBuf::from("/pause"));
    }

    #[test]
    fn refuses_a_misspelt_field() {
        let error = serde_json::from_str::<Request>(r#"{"images": [], "link": {}}"#).unwrap_err();
        assert!(error.to_string().contains("unknown field `link`"), "{error}");
    }
}
