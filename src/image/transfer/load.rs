//! Images from the engine or from an archive into the nodes that lack them, all nodes at once.

use std::path::PathBuf;

use super::fan_out::fan_out;
use super::node::{self, Asked, Conversation, Node, Wanted};
use super::platform::node_platform;
use super::registry::{Pushed, Registry};
use super::{Reference, TransferError};
use crate::engine::{Engine, Image};

/// Digits of an id as `docker images` shows it.
const SHORT_ID: usize = 12;
/// Layers that are compressed, sent and unpacked sooner than the engine has packed the whole image into an archive.
const SMALL: u64 = 4 << 20;
/// The same of images that are so many times as large as what is lacking.
const RATIO: u64 = 4;

/// Where images come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// The engine, by name.
    Engine(Vec<String>),
    /// A file.
    Archive(PathBuf),
}

/// An image of the engine's that nodes are to have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EngineImage {
    /// As the engine calls it.
    pub name: String,
    /// As the nodes shall call it; `None` as the engine does.
    pub reference: Option<String>,
}

impl EngineImage {
    /// The image under the name that it has.
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), reference: None }
    }
}

/// What a load did.
#[derive(Debug)]
pub struct Loaded {
    pub images: Vec<Wanted>,
    /// Kubernetes names of the nodes that lacked something; empty where all had it already.
    pub sent_to: Vec<String>,
    pub way: Way,
}

/// How images came to the nodes.
#[derive(Debug)]
pub enum Way {
    /// By the registry: only layers that were lacking.
    Layers,
    /// Whole, as an archive of the engine's: the registry does not know them yet.
    Whole,
    /// Whole, since the registry could not be used.
    InPlaceOfLayers(TransferError),
    /// As an archive that was there.
    Archive,
}

/// An image of the engine's that was looked up.
struct Sought {
    asked: Asked,
    image: Image,
    /// As the engine's archive calls it: in short.
    archived: String,
}

/// Brings images of the engine to all `nodes`. `progress` is told bytes sent and their likely number.
pub async fn load(
    engine: &dyn Engine,
    nodes: &[Node],
    registry: Option<&Registry>,
    images: &[EngineImage],
    progress: impl Fn(u64, u64),
) -> Result<Loaded, TransferError> {
    let sought = futures::future::try_join_all(images.iter().map(|image| look_up(engine, image))).await?;
    let (asked, images): (Vec<_>, Vec<_>) =
        sought.iter().map(|sought| (sought.asked.clone(), sought.asked.image.clone())).unzip();
    let (lacking, platform) = tokio::try_join!(ask(engine, nodes, &asked), node_platform(engine))?;
    refuse_other_platforms(&sought, &platform)?;
    let sent_to: Vec<_> = lacking.iter().map(|conversation| conversation.node.name.clone()).collect();
    let done = |way| Loaded { images: images.clone(), sent_to, way };
    if lacking.is_empty() {
        return Ok(done(Way::Layers));
    }
    let mut way = Way::Whole;
    if let Some(registry) = registry
        && is_worth_layers(engine, &sought, &layers_there(&sought, &lacking)).await?
    {
        match push(engine, registry, &images).await {
            Ok(pushed) => {
                let pulls = lacking.into_iter().map(|conversation| conversation.pull(registry, &pushed));
                all(futures::future::join_all(pulls).await)?;
                return Ok(done(Way::Layers));
            }
            Err(error) => way = Way::InPlaceOfLayers(error),
        }
    }
    let size = sought.iter().map(Sought::size).sum::<u64>();
    let names: Vec<_> = sought.iter().map(|sought| sought.archived.clone()).collect();
    let archive = engine.save_images(&names).await?;
    let (streams, pump) = fan_out(archive, lacking.len(), |sent| progress(sent, size.max(sent)));
    let imports = lacking.into_iter().zip(streams).map(|(conversation, stream)| conversation.import(stream));
    let (results, read) = tokio::join!(futures::future::join_all(imports), pump);
    // Where it is the engine that failed, no node is to blame.
    read?;
    all(results)?;
    Ok(done(way))
}

/// The nodes that lack one of `images`.
pub(super) async fn lacking<'nodes>(
    engine: &dyn Engine,
    nodes: &'nodes [Node],
    images: &[Wanted],
) -> Result<Vec<&'nodes Node>, TransferError> {
    let asked: Vec<_> = images.iter().map(|image| Asked { image: image.clone(), layers: Vec::new() }).collect();
    Ok(ask(engine, nodes, &asked).await?.into_iter().map(|conversation| conversation.node).collect())
}

/// The nodes that lack one of `images`, ready to take it.
async fn ask<'nodes>(
    engine: &dyn Engine,
    nodes: &'nodes [Node],
    images: &[Asked],
) -> Result<Vec<Conversation<'nodes>>, TransferError> {
    let mut asked = futures::future::try_join_all(nodes.iter().map(|node| node::ask(engine, node, images))).await?;
    asked.retain(|conversation| conversation.found.iter().any(|image| !image.has));
    Ok(asked)
}

/// Lets the registry know images that came to the nodes whole, so that later only their changed layers move.
pub async fn prime(engine: &dyn Engine, registry: &Registry, names: &[String]) -> Result<(), TransferError> {
    for name in names {
        registry.push(engine, &look_up(engine, &EngineImage::named(name)).await?.asked.image).await?;
    }
    Ok(())
}

async fn push(engine: &dyn Engine, registry: &Registry, images: &[Wanted]) -> Result<Vec<Pushed>, TransferError> {
    futures::future::try_join_all(images.iter().map(|image| registry.push(engine, image))).await
}

/// How many layers of each image the node has that has most of them.
fn layers_there(sought: &[Sought], lacking: &[Conversation<'_>]) -> Vec<usize> {
    let there = |index: usize| lacking.iter().map(|conversation| conversation.found[index].layers).max();
    (0..sought.len()).map(|index| there(index).unwrap_or_default()).collect()
}

/// Whether little of the images is lacking where most of their layers are `there`. The other nodes are then told by the
/// registry, which had its layers first.
async fn is_worth_layers(engine: &dyn Engine, sought: &[Sought], there: &[usize]) -> Result<bool, TransferError> {
    let mut missing = 0;
    for (Sought { asked, .. }, there) in sought.iter().zip(there) {
        let sizes = engine.layer_sizes(&asked.image.id).await?;
        // Layers that hold nothing are not among the sizes: then a layer more is counted than is lacking.
        missing += sizes.iter().rev().take(asked.layers.len().saturating_sub(*there)).sum::<u64>();
    }
    Ok(missing <= SMALL || missing * RATIO <= sought.iter().map(Sought::size).sum())
}

fn refuse_other_platforms(sought: &[Sought], nodes: &str) -> Result<(), TransferError> {
    let other = sought.iter().find(|sought| !sought.image.platform.is_empty() && sought.image.platform != nodes);
    match other {
        Some(Sought { asked, image, .. }) => Err(TransferError::Platform {
            name: asked.image.reference.to_string(),
            platform: image.platform.clone(),
            nodes: nodes.to_owned(),
        }),
        None => Ok(()),
    }
}

/// All nodes have come to an end before the first failure is told.
fn all(results: Vec<Result<(), TransferError>>) -> Result<(), TransferError> {
    results.into_iter().collect()
}

impl Sought {
    /// Bytes, about.
    fn size(&self) -> u64 {
        u64::try_from(self.image.size).unwrap_or_default()
    }
}

async fn look_up(engine: &dyn Engine, wanted: &EngineImage) -> Result<Sought, TransferError> {
    let EngineImage { name, reference } = wanted;
    let asked = Reference::parse(name)?;
    let image = engine.find_image(name).await?.ok_or_else(|| TransferError::NoImage { name: name.clone() })?;
    // An image can be asked for by its id too; in the nodes it must have a name.
    let hexadecimal = name.strip_prefix("sha256:").unwrap_or(name);
    let by_id = hexadecimal.len() >= SHORT_ID && image.id.trim_start_matches("sha256:").starts_with(hexadecimal);
    let own = match (by_id, image.tags.first()) {
        (false, _) => asked,
        (true, Some(tag)) => Reference::parse(tag)?,
        (true, None) => return Err(TransferError::Unnamed { id: name.clone() }),
    };
    let archived = own.short().to_owned();
    let reference = reference.as_deref().map(Reference::parse).transpose()?.unwrap_or(own);
    let wanted = Wanted { reference, id: image.id.clone() };
    Ok(Sought { asked: Asked { image: wanted, layers: image.layers.clone() }, image, archived })
}
