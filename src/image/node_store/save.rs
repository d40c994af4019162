//! An archive of images that a node has, as `docker load` takes it.

use futures::StreamExt;
use tokio::io::{AsyncWrite, AsyncWriteExt};

use super::{NodeImages, StoreError, StoredImage};
use crate::engine::{Engine, EngineError, ExecRequest};
use crate::image::transfer::{Node, Reference};

const EXPORT: &str = include_str!("export.sh");

/// Where images are saved from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    Node(Node),
    /// The engine: nodes have them only unpacked, and it has the very same ones.
    Engine,
}

impl Origin {
    /// As a person names it.
    pub fn name(&self) -> &str {
        match self {
            Self::Node(node) => &node.name,
            Self::Engine => "the engine, which has the same",
        }
    }
}

/// The images to be saved, and who has them all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saving {
    pub origin: Origin,
    /// Whole names; short ones for the engine.
    pub names: Vec<String>,
    /// Bytes of their layers and configurations: about what the archive will have.
    pub size: u64,
}

/// Chooses who can save the images `names`: the first node that can, else the engine.
pub async fn saving(engine: &dyn Engine, nodes: &[NodeImages], names: &[String]) -> Result<Saving, StoreError> {
    match saving_node(nodes, names) {
        Err(error @ (StoreError::NoLayers { .. } | StoreError::NotTogether { .. })) => {
            saving_engine(engine, nodes, names).await?.ok_or(error)
        }
        chosen => chosen,
    }
}

/// The engine, where it has the images of these names that the nodes have.
async fn saving_engine(
    engine: &dyn Engine,
    nodes: &[NodeImages],
    names: &[String],
) -> Result<Option<Saving>, StoreError> {
    let mut saving = Saving { origin: Origin::Engine, names: Vec::new(), size: 0 };
    for name in names {
        let reference = Reference::parse(name)?;
        let there = nodes.iter().find_map(|there| image(there, &reference));
        let found = engine.find_image(reference.short()).await?;
        let Some(found) = found.filter(|found| there.is_some_and(|there| there.id == found.id)) else {
            return Ok(None);
        };
        // By its short name, which is what the archive then calls it.
        saving.names.push(reference.short().to_owned());
        saving.size += u64::try_from(found.size).unwrap_or_default();
    }
    Ok(Some(saving))
}

fn saving_node(nodes: &[NodeImages], names: &[String]) -> Result<Saving, StoreError> {
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
        origin: Origin::Node(there.node.clone()),
        names: references.iter().map(|reference| reference.as_str().to_owned()).collect(),
        size: references.iter().filter_map(|reference| image(there, reference)).map(|image| image.size).sum(),
    })
}

fn image<'node>(there: &'node NodeImages, reference: &Reference) -> Option<&'node StoredImage> {
    there.images.iter().find(|image| image.names.contains_key(reference.as_str()))
}

/// Writes the archive to `out` as it comes. `progress` is told the bytes written so far.
pub async fn save(
    engine: &dyn Engine,
    saving: &Saving,
    out: &mut (dyn AsyncWrite + Send + Unpin),
    progress: impl Fn(u64),
) -> Result<(), StoreError> {
    let mut archive = match &saving.origin {
        Origin::Node(node) => {
            let mut command = vec!["sh", "-c", EXPORT, "export"];
            command.extend(saving.names.iter().map(String::as_str));
            engine.exec_stream(ExecRequest::new(&node.container, &command)).await?
        }
        Origin::Engine => engine.save_images(&saving.names).await?,
    };
    let mut written = 0;
    while let Some(chunk) = archive.next().await {
        let chunk = chunk.map_err(|error| match error {
            EngineError::CommandFailed { output, .. } => {
                StoreError::NotSaved { node: saving.origin.name().to_owned(), output }
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
    use crate::engine::double::EngineDouble;

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
        let saving =
            |names: &[&str]| saving_node(&nodes, &names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
        let both = saving(&["app:v1", "web:v1"]).unwrap();
        assert_eq!((both.origin.name(), both.size), ("b", 20));
        assert_eq!(both.names, ["docker.io/library/app:v1", "docker.io/library/web:v1"]);
        let message = |names: &[&str]| saving(names).unwrap_err().to_string();
        assert_eq!(message(&["two:v1"]), "no node has an image `two:v1`");
        assert_eq!(message(&["one:v1", "web:v1"]), "no node has all of `one:v1`, `web:v1`");
        assert_eq!(
            message(&["registry.k8s.io/pause:3.10"]),
            "`registry.k8s.io/pause:3.10` can't be saved: no node has all of its layers' archives, only what was unpacked of them"
        );
    }

    #[tokio::test]
    async fn what_nodes_have_only_unpacked_the_engine_saves_if_it_has_the_same() {
        let engine = EngineDouble::with_images(&["app:v1", "web:v1"]);
        let mut nodes = [node("a", &[("app:v1", false), ("web:v1", false)])];
        nodes[0].images[1].id = "sha256:older".to_owned();
        let saving = async |name: &str| saving(&engine, &nodes, &[name.to_owned()]).await;
        let saved = saving("app:v1").await.unwrap();
        assert_eq!((saved.origin, saved.names), (Origin::Engine, vec!["app:v1".to_owned()]));
        assert!(matches!(saving("web:v1").await, Err(StoreError::NoLayers { .. })), "the engine has another");
    }
}
