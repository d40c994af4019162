//! The images of a cluster's containers: those that are here, else the release's, else built; says which, and why.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::build::Builder;
use super::catalogue::Catalogue;
use super::error::{ImageError, Result};
use crate::engine::Engine;
use crate::report::{Event, Reporter, Step};

/// The folder that makes the image of nodes.
const NODE: &str = "node";
/// The folder that makes the image of nodes that may have the host's GPUs.
const GPU_NODE: &str = "node-nvidia";
/// The folder that makes the image of the container that layers pass through.
const REGISTRY: &str = "registry";
/// Names a repository (`registry.example.com/devcluster`) that has our images, in place of the release's.
const REPOSITORY_VARIABLE: &str = "DEVCLUSTER_IMAGE_REPOSITORY";
/// Set when a release is compiled.
const RELEASE_REPOSITORY: Option<&str> = option_env!("DEVCLUSTER_RELEASE_REPOSITORY");

/// What the nodes of a cluster are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NodeImage {
    Plain,
    /// With the programs that speak with NVIDIA's driver.
    WithDriverTools,
}

impl NodeImage {
    fn folder(self) -> &'static str {
        match self {
            Self::Plain => NODE,
            Self::WithDriverTools => GPU_NODE,
        }
    }
}

/// Reference of a node image of this devcluster.
pub fn node_image(catalogue: &Catalogue, which: NodeImage) -> Result<String> {
    Ok(catalogue.folder(which.folder())?.tag())
}

/// Reference of the registry's image of this devcluster.
pub fn registry_image(catalogue: &Catalogue) -> Result<String> {
    Ok(catalogue.folder(REGISTRY)?.tag())
}

/// Makes sure that the images of this devcluster's containers are in the engine; the reference of the node's.
pub async fn ensure_images(
    engine: &Arc<dyn Engine>,
    reporter: &Arc<dyn Reporter>,
    catalogue: &Arc<Catalogue>,
    which: NodeImage,
    cancel: &CancellationToken,
) -> Result<String> {
    ensure(engine, reporter, catalogue, &[which.folder(), REGISTRY], cancel).await?;
    node_image(catalogue, which)
}

/// Makes sure that the image of a folder is in the engine; its reference.
pub async fn ensure_image(
    engine: &Arc<dyn Engine>,
    reporter: &Arc<dyn Reporter>,
    catalogue: &Arc<Catalogue>,
    name: &str,
    cancel: &CancellationToken,
) -> Result<String> {
    ensure(engine, reporter, catalogue, &[name], cancel).await?;
    Ok(catalogue.folder(name)?.tag())
}

/// Makes sure that the images of folders are in the engine; those that have to be built are built together.
pub async fn ensure(
    engine: &Arc<dyn Engine>,
    reporter: &Arc<dyn Reporter>,
    catalogue: &Arc<Catalogue>,
    names: &[&str],
    cancel: &CancellationToken,
) -> Result<()> {
    let mut missing = Vec::new();
    for name in names {
        let tag = catalogue.folder(name)?.tag();
        let is_here = engine.find_image(&tag).await.map_err(ImageError::engine(name))?.is_some();
        if !is_here && !is_pulled(engine, reporter, name, &tag).await {
            missing.push((*name).to_owned());
        }
    }
    if !missing.is_empty() {
        let (engine, reporter, catalogue) = (Arc::clone(engine), Arc::clone(reporter), Arc::clone(catalogue));
        Builder::new(engine, reporter, catalogue, cancel.clone()).await?.build(&missing).await?;
    }
    Ok(())
}

/// Whether an image could be pulled; says why not.
async fn is_pulled(engine: &Arc<dyn Engine>, reporter: &Arc<dyn Reporter>, name: &str, tag: &str) -> bool {
    let note = |text: String| reporter.event(&Event::Note { text });
    let Some(repository) = repository() else {
        note(format!("the {name} image {tag} is not here and no repository to pull it from is set: building it"));
        return false;
    };
    match pull(engine, reporter, &repository, tag).await {
        Ok(()) => true,
        Err(reason) => {
            note(format!("the {name} image could not be pulled from {repository} ({reason}): building it"));
            false
        }
    }
}

fn repository() -> Option<String> {
    let set = std::env::var(REPOSITORY_VARIABLE).ok();
    set.or_else(|| RELEASE_REPOSITORY.map(str::to_owned)).filter(|repository| !repository.is_empty())
}

/// Pulls `REPOSITORY/node:HASH` and gives it our own name; the reason where that fails.
async fn pull(
    engine: &Arc<dyn Engine>,
    reporter: &Arc<dyn Reporter>,
    repository: &str,
    tag: &str,
) -> std::result::Result<(), crate::engine::EngineError> {
    let (_, name) = tag.split_once('/').unwrap_or_default();
    let remote = format!("{}/{name}", repository.trim_end_matches('/'));
    let step = Step::start(reporter, format!("Pulling {remote}"));
    let pulled = engine.pull_image(&remote).await;
    match pulled {
        Ok(()) => step.done(),
        Err(error) => {
            step.skipped("not there");
            return Err(error);
        }
    }
    engine.tag_image(&remote, tag).await?;
    // Its own name is enough; the other one would keep it when ours is removed.
    engine.remove_image(&remote).await
}
