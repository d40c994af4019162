//! Images as the page lists them.

use serde::Serialize;

use super::failure::Failure;
use crate::app::choose_nodes;
use crate::cluster::ClusterState;
use crate::engine::{Engine, EngineError};
use crate::image::node_store::{self, ListedImage};

/// Images of ours in the engine: what clusters are made of.
const OURS: &str = "devcluster/";

/// An image of the nodes.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct PageImage {
    name: String,
    size: u64,
    nodes: Vec<String>,
    system: bool,
}

impl From<ListedImage> for PageImage {
    fn from(image: ListedImage) -> Self {
        let ListedImage { name, id, size, nodes, system, .. } = image;
        Self { name: name.unwrap_or(id), size, nodes, system }
    }
}

/// What the nodes that run have.
pub async fn page_images(engine: &dyn Engine, cluster: &ClusterState) -> Result<Vec<PageImage>, Failure> {
    let nodes = choose_nodes(cluster, None)?.running;
    let images = node_store::merged(&node_store::list(engine, &nodes).await?);
    Ok(images.into_iter().map(PageImage::from).collect())
}

/// Names of the engine's images that could be loaded.
pub async fn candidates(engine: &dyn Engine) -> Result<Vec<String>, EngineError> {
    let mut names = engine.image_names("").await?;
    names.retain(|name| !name.starts_with(OURS));
    names.sort_unstable();
    names.dedup();
    Ok(names)
}
