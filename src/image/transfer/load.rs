//! Images from the engine or from an archive into the nodes that lack them, all nodes at once.

use std::path::PathBuf;

use super::node::{self, Node, Wanted};
use super::platform::node_platform;
use super::{Archive, Reference, TransferError, fan_out::fan_out, load_archive};
use crate::engine::{ByteStream, Engine};

/// Digits of an id as `docker images` shows it.
const SHORT_ID: usize = 12;

/// Where images come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// The engine, by name.
    Engine(Vec<String>),
    /// A file.
    Archive(PathBuf),
}

/// What a load did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loaded {
    pub images: Vec<Wanted>,
    /// Kubernetes names of the nodes that lacked something; empty where all had it already.
    pub sent_to: Vec<String>,
}

/// Brings the images of `source` to all `nodes`. `progress` is told bytes sent and their likely number.
pub async fn load(
    engine: &dyn Engine,
    nodes: &[Node],
    source: Source,
    progress: impl Fn(u64, u64),
) -> Result<Loaded, TransferError> {
    let names = match source {
        Source::Engine(names) => names,
        Source::Archive(path) => {
            let archive = Archive { path, name: None, platform: node_platform(engine).await? };
            return load_archive(engine, nodes, archive, None, progress).await;
        }
    };
    let (images, size) = look_up(engine, &names).await?;
    let lacking = lacking(engine, nodes, &images).await?;
    if lacking.is_empty() {
        return Ok(Loaded { images, sent_to: Vec::new() });
    }
    let (streams, pump) = fan_out(open(engine, &images).await?, lacking.len(), |sent| progress(sent, size.max(sent)));
    let imports = lacking.iter().zip(streams).map(|(node, stream)| node::import(engine, node, stream, &images));
    let (results, ()) = tokio::join!(futures::future::join_all(imports), pump);
    results.into_iter().collect::<Result<Vec<()>, _>>()?;
    Ok(Loaded { images, sent_to: lacking.into_iter().map(|node| node.name.clone()).collect() })
}

/// Names, ids and the size in bytes of images of the engine.
async fn look_up(engine: &dyn Engine, names: &[String]) -> Result<(Vec<Wanted>, u64), TransferError> {
    let found = futures::future::try_join_all(names.iter().map(|name| look_up_in_engine(engine, name))).await?;
    let size = found.iter().map(|(_, size)| size).sum();
    Ok((found.into_iter().map(|(image, _)| image).collect(), size))
}

async fn look_up_in_engine(engine: &dyn Engine, name: &str) -> Result<(Wanted, u64), TransferError> {
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
    Ok((Wanted { reference, id: image.id }, u64::try_from(image.size).unwrap_or_default()))
}

pub(super) async fn lacking<'nodes>(
    engine: &dyn Engine,
    nodes: &'nodes [Node],
    images: &[Wanted],
) -> Result<Vec<&'nodes Node>, TransferError> {
    let answers = futures::future::try_join_all(nodes.iter().map(|node| node::has_all(engine, node, images))).await?;
    Ok(nodes.iter().zip(answers).filter(|(_, has_all)| !has_all).map(|(node, _)| node).collect())
}

async fn open(engine: &dyn Engine, images: &[Wanted]) -> Result<ByteStream, TransferError> {
    // By their short names, which is what the archive then calls them.
    let names: Vec<_> = images.iter().map(|image| image.reference.short().to_owned()).collect();
    Ok(engine.save_images(&names).await?)
}
