//! An archive of images that a node has, as `docker load` takes it.

use futures::StreamExt;
use tokio::io::{AsyncWrite, AsyncWriteExt};

use super::{NodeImages, StoreError, StoredImage};
use crate::engine::{Engine, EngineError, ExecRequest};
use crate::image::transfer::{Node, Reference};

const EXPORT: &str = include_str!("export.sh");

/// The images to be saved, and the node that has them all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saving {
    pub node: Node,
    /// Whole names.
    pub names: Vec<String>,
    /// Bytes of their layers and configurations: about what the archive will have.
    pub size: u64,
}

/// Chooses the first node that can save the images `names`.
pub fn saving(nodes: &[NodeImages], names: &[String]) -> Result<Saving, StoreError> {
    let references = names.iter().map(|name| Reference::parse(name)).collect::<Result<Vec<_>, _>>()?;
    for (reference, name) in references.iter().zip(names) {
        let all: Vec<_> = nodes.iter().filter_map(|there| image(there, reference)).collect();
        if all.is_empty() {
            return Err(StoreError::NotThere { name: name.clone() });
        }
        if all.iter().all(|image| !image.lacking.is_empty()) {
            let system = all.iter().any(|image| image.system);
            return Err(StoreError::NoLayers { name: reference.short().to_owned(), system });
        }
    }
    let whole = |there: &&NodeImages| {
        references.iter().all(|reference| image(there, reference).is_some_and(|image| image.lacking.is_empty()))
    };
    let there = nodes.iter().find(whole).ok_or_else(|| StoreError::NotTogether { names: names.to_vec() })?;
    Ok(Saving {
        node: there.node.clone(),
        names: references.iter().map(|reference| reference.as_str().to_owned()).collect(),
        size: references.iter().filter_map(|reference| image(there, reference)).map(|image| image.size).sum(),
    })
}

fn image<'node>(there: &'node NodeImages, reference: &Reference) -> Option<&'node StoredImage> {
    there.images.iter().find(|image| image.names.contains_key(reference.as_str()))
}

/// Writes the archive to `out` as it comes from the node. `progress` is told the bytes written so far.
pub async fn save(
    engine: &dyn Engine,
    saving: &Saving,
    out: &mut (dyn AsyncWrite + Send + Unpin),
    progress: impl Fn(u64),
) -> Result<(), StoreError> {
    let mut command = vec!["sh", "-c", EXPORT, "export"];
    command.extend(saving.names.iter().map(String::as_str));
    let mut archive = engine.exec_stream(ExecRequest::new(&saving.node.container, &command)).await?;
    let mut written = 0;
    while let Some(chunk) = archive.next().await {
        let chunk = chunk.map_err(|error| match error {
            EngineError::CommandFailed { output, .. } => {
                StoreError::NotSaved { node: saving.node.name.clone(), output }
            }
            other => other.into(),
        })?;
        out.write_all(&chunk).await.map_err(StoreError::Write)?;
        written += chunk.len() as u64;
        progress(written);
    }
    out.flush().await.map_err(StoreError::Write)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(name: &str, images: &[(&str, bool)]) -> NodeImages {
        let image = |&(name, whole): &(&str, bool)| StoredImage {
            id: format!("sha256:{name}"),
            names: [(Reference::parse(name).unwrap().as_str().to_owned(), "sha256:1".to_owned())].into(),
            size: 10,
            platform: "linux/amd64".to_owned(),
            system: name.starts_with("registry.k8s.io"),
            lacking: if whole { Vec::new() } else { vec!["sha256:2".to_owned()] },
        };
        NodeImages {
            node: Node { name: name.to_owned(), container: name.to_owned() },
            images: images.iter().map(image).collect(),
        }
    }

    #[test]
    fn the_first_node_that_has_all_of_them_saves_them() {
        let nodes = [
            node("a", &[("app:v1", false), ("registry.k8s.io/pause:3.10", false), ("one:v1", true)]),
            node("b", &[("app:v1", true), ("web:v1", true)]),
        ];
        let saving = |names: &[&str]| saving(&nodes, &names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
        let both = saving(&["app:v1", "web:v1"]).unwrap();
        assert_eq!((both.node.name.as_str(), both.size), ("b", 20));
        assert_eq!(both.names, ["docker.io/library/app:v1", "docker.io/library/web:v1"]);
        let message = |names: &[&str]| saving(names).unwrap_err().to_string();
        assert_eq!(message(&["two:v1"]), "no node has an image `two:v1`");
        assert_eq!(message(&["one:v1", "web:v1"]), "no node has all of `one:v1`, `web:v1`");
        assert_eq!(
            message(&["registry.k8s.io/pause:3.10"]),
            "`registry.k8s.io/pause:3.10` can't be saved: no node has all of its layers' archives, only what was unpacked of them"
        );
    }
}
