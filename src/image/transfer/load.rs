//! Images from the engine or from an archive into the nodes that lack them, all nodes at once.

use std::path::PathBuf;

use super::node::{self, Asked, Found, Node, Wanted};
use super::registry::Registry;
use super::{Reference, TransferError, archive, fan_out::fan_out};
use crate::engine::{ByteStream, Engine};

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

/// Images that were looked up.
struct Sought {
    asked: Vec<Asked>,
    /// Bytes, about.
    size: u64,
}

/// Brings the images of `source` to all `nodes`. `progress` is told bytes sent and their likely number.
pub async fn load(
    engine: &dyn Engine,
    nodes: &[Node],
    registry: Option<&Registry>,
    source: Source,
    progress: impl Fn(u64, u64),
) -> Result<Loaded, TransferError> {
    let sought = look_up(engine, &source).await?;
    let images: Vec<_> = sought.asked.iter().map(|asked| asked.image.clone()).collect();
    let looks = futures::future::try_join_all(nodes.iter().map(|node| node::look(engine, node, &sought.asked))).await?;
    let lacking: Vec<_> = nodes.iter().zip(&looks).filter(|(_, found)| found.iter().any(|image| !image.has)).collect();
    let done = |way| Loaded { images: images.clone(), sent_to: names(&lacking), way };
    if lacking.is_empty() {
        return Ok(done(Way::Layers));
    }
    let mut way = if matches!(source, Source::Engine(_)) { Way::Whole } else { Way::Archive };
    if let (Way::Whole, Some(registry)) = (&way, registry)
        && is_worth_layers(engine, &sought, &lacking).await?
    {
        match push(engine, registry, &images).await {
            Ok(pushed) => {
                let pulls = lacking.iter().map(|(node, _)| node::pull(engine, node, registry, &pushed));
                all(futures::future::join_all(pulls).await)?;
                return Ok(done(Way::Layers));
            }
            Err(error) => way = Way::InPlaceOfLayers(error),
        }
    }
    let (streams, pump) =
        fan_out(open(engine, source, &images).await?, lacking.len(), |sent| progress(sent, sought.size.max(sent)));
    let is_archive = matches!(way, Way::Archive);
    let imports = lacking.iter().zip(streams).map(async |((node, _), stream)| match is_archive {
        true => node::import_archive(engine, node, stream, &images).await,
        false => node::import(engine, node, stream, &sought.asked).await,
    });
    let (results, ()) = tokio::join!(futures::future::join_all(imports), pump);
    all(results)?;
    Ok(done(way))
}

/// Lets the registry know images that came to the nodes whole, so that later only their changed layers move.
pub async fn prime(engine: &dyn Engine, registry: &Registry, names: &[String]) -> Result<(), TransferError> {
    for name in names {
        let (asked, _) = look_up_in_engine(engine, name).await?;
        registry.push(engine, &asked.image).await?;
    }
    Ok(())
}

async fn push(
    engine: &dyn Engine,
    registry: &Registry,
    images: &[Wanted],
) -> Result<Vec<super::registry::Pushed>, TransferError> {
    futures::future::try_join_all(images.iter().map(|image| registry.push(engine, image))).await
}

/// Whether little of the images is lacking on the node that has most of them. The others are then told by the registry,
/// which had its layers first.
async fn is_worth_layers(
    engine: &dyn Engine,
    sought: &Sought,
    lacking: &[(&Node, &Vec<Found>)],
) -> Result<bool, TransferError> {
    let mut missing = 0;
    for (index, asked) in sought.asked.iter().enumerate() {
        let there = lacking.iter().map(|(_, found)| found[index].layers).max().unwrap_or_default();
        let sizes = engine.layer_sizes(&asked.image.id).await?;
        // Layers that hold nothing are not among the sizes: then a layer more is counted than is lacking.
        missing += sizes.iter().rev().take(asked.layers.len() - there).sum::<u64>();
    }
    Ok(missing <= SMALL || missing * RATIO <= sought.size)
}

fn names(nodes: &[(&Node, &Vec<Found>)]) -> Vec<String> {
    nodes.iter().map(|(node, _)| node.name.clone()).collect()
}

/// All nodes have come to an end before the first failure is told.
fn all(results: Vec<Result<(), TransferError>>) -> Result<(), TransferError> {
    results.into_iter().collect()
}

async fn look_up(engine: &dyn Engine, source: &Source) -> Result<Sought, TransferError> {
    match source {
        Source::Engine(names) => {
            let found = futures::future::try_join_all(names.iter().map(|name| look_up_in_engine(engine, name))).await?;
            let size = found.iter().map(|(_, size)| size).sum();
            Ok(Sought { asked: found.into_iter().map(|(image, _)| image).collect(), size })
        }
        Source::Archive(path) => {
            let size = std::fs::metadata(path).map_or(0, |file| file.len());
            let path = path.clone();
            let images = tokio::task::spawn_blocking(move || archive::inspect(&path)).await;
            // The task does not panic by itself; if it did, so should this one.
            let images = images.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()))?;
            let wanted = images.into_iter().map(|image| Wanted { reference: image.reference, id: image.id });
            Ok(Sought { asked: wanted.map(|image| Asked { image, layers: Vec::new() }).collect(), size })
        }
    }
}

async fn look_up_in_engine(engine: &dyn Engine, name: &str) -> Result<(Asked, u64), TransferError> {
    let asked = Reference::parse(name)?;
    let image = engine.find_image(name).await?.ok_or_else(|| TransferError::NoImage { name: name.to_owned() })?;
    // An image can be asked for by its id too; in the nodes it must have a name.
    let hexadecimal = name.strip_prefix("sha256:").unwrap_or(name);
    let by_id = hexadecimal.len() >= SHORT_ID && image.id.trim_start_matches("sha256:").starts_with(hexadecimal);
    let reference = match (by_id, image.tags.first()) {
        (false, _) => asked,
        (true, Some(tag)) => Reference::parse(tag)?,
        (true, None) => return Err(TransferError::Unnamed { id: name.to_owned() }),
    };
    let wanted = Wanted { reference, id: image.id };
    Ok((Asked { image: wanted, layers: image.layers }, u64::try_from(image.size).unwrap_or_default()))
}

async fn open(engine: &dyn Engine, source: Source, images: &[Wanted]) -> Result<ByteStream, TransferError> {
    match source {
        // By their short names, which is what the archive then calls them.
        Source::Engine(_) => Ok(engine
            .save_images(&images.iter().map(|image| image.reference.short().to_owned()).collect::<Vec<_>>())
            .await?),
        Source::Archive(path) => Ok(archive::read(path)),
    }
}
