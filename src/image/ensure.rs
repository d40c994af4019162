//! An image of ours, first of all that of nodes: the one that is here, else the release's, else built; says which, and why.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::build::Builder;
use super::catalogue::Catalogue;
use super::error::{ImageError, Result};
use crate::engine::Engine;
use crate::report::{Event, Reporter, Step};

/// The folder that makes the image of nodes.
const NODE: &str = "node";
/// Names a repository (`registry.example.com/devcluster`) that has our images, in place of the release's.
const REPOSITORY_VARIABLE: &str = "DEVCLUSTER_IMAGE_REPOSITORY";
/// Set when a release is compiled.
const RELEASE_REPOSITORY: Option<&str> = option_env!("DEVCLUSTER_RELEASE_REPOSITORY");

/// Reference of the node image of this devcluster.
pub fn node_image(catalogue: &Catalogue) -> Result<String> {
    Ok(catalogue.folder(NODE)?.tag())
}

/// Makes sure that the node image of this devcluster is in the engine; its reference.
pub async fn ensure_node_image(
    engine: &Arc<dyn Engine>,
    reporter: &Arc<dyn Reporter>,
    catalogue: &Arc<Catalogue>,
    cancel: &CancellationToken,
) -> Result<String> {
    ensure_image(engine, reporter, catalogue, NODE, cancel).await
}

/// Makes sure that the image of a folder is in the engine; its reference.
pub async fn ensure_image(
    engine: &Arc<dyn Engine>,
    reporter: &Arc<dyn Reporter>,
    catalogue: &Arc<Catalogue>,
    name: &str,
    cancel: &CancellationToken,
) -> Result<String> {
    let tag = catalogue.folder(name)?.tag();
    if engine.find_image(&tag).await.map_err(ImageError::engine(name))?.is_some() {
        return Ok(tag);
    }
    let note = |text: String| reporter.event(&Event::Note { text });
    match repository() {
        None => {
            note(format!("the {name} image {tag} is not here and no repository to pull it from is set: building it"))
        }
        Some(repository) => match pull(engine, reporter, &repository, &tag).await {
            Ok(()) => return Ok(tag),
            Err(reason) => {
                note(format!("the {name} image could not be pulled from {repository} ({reason}): building it"))
            }
        },
    }
    let builder = Builder::new(Arc::clone(engine), Arc::clone(reporter), Arc::clone(catalogue), cancel.clone()).await?;
    builder.build(&[name.to_owned()]).await?;
    Ok(tag)
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
