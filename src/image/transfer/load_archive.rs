//! Images of an archive, a file or a stream, into nodes: all nodes have them under their names in the end, or none has
//! more than before.

use std::io::Read;
use std::sync::atomic::{AtomicU64, Ordering};

use super::fan_out::fan_out;
use super::incoming::{Incoming, incoming};
use super::load::lacking;
use super::node::{self, Node, Wanted};
use super::{Archive, Loaded, TransferError, Way};
use crate::engine::{ByteStream, Engine, ExecRequest};

const SCRIPT: &str = include_str!("archive.sh");

/// An archive that comes without a file.
pub type Input = Box<dyn Read + Send>;

/// Brings the images of `archive` to all `nodes`: read from `input` where it is no file, which is sent to all of them for
/// it can't be looked at before. `progress` is told bytes sent and their likely number.
pub async fn load_archive(
    engine: &dyn Engine,
    nodes: &[Node],
    archive: Archive,
    input: Option<Input>,
    progress: impl Fn(u64, u64),
) -> Result<Loaded, TransferError> {
    let (input, nodes, size) = match input {
        Some(input) => (input, nodes.iter().collect(), 0),
        None => {
            let images = inspect(&archive).await?;
            let lacking = lacking(engine, nodes, &images).await?;
            if lacking.is_empty() {
                return Ok(Loaded { images, sent_to: Vec::new(), way: Way::Archive });
            }
            let file = archive.open()?;
            let size = file.metadata().map_or(0, |file| file.len());
            (Box::new(file) as Input, lacking, size)
        }
    };
    let base = base_name();
    let Incoming { bytes, images } = incoming(input, archive);
    let (streams, pump) = fan_out(bytes, nodes.len(), |sent| progress(sent, size.max(sent)));
    let takes = nodes.iter().zip(streams).map(|(node, stream)| run(engine, node, "take", &base, &[], Some(stream)));
    // What is wrong with the archive itself, `images` tells better.
    let (taken, _) = tokio::join!(futures::future::join_all(takes), pump);
    let taken: Result<Vec<()>, _> = taken.into_iter().collect();
    // Where nobody took all of it, the nodes say why.
    let images = match images.await {
        Ok(Ok(images)) => images,
        Ok(Err(error)) => return Err(undone(engine, &nodes, &base, &[], error).await),
        Err(_) => {
            let error = taken.err().unwrap_or(TransferError::Untaken);
            return Err(undone(engine, &nodes, &base, &[], error).await);
        }
    };
    if let Err(error) = taken {
        return Err(undone(engine, &nodes, &base, &images, error).await);
    }
    let named = nodes.iter().map(|node| run(engine, node, "name", &base, &images, None));
    match futures::future::join_all(named).await.into_iter().collect::<Result<Vec<()>, _>>() {
        Ok(_) => {
            Ok(Loaded { images, sent_to: nodes.into_iter().map(|node| node.name.clone()).collect(), way: Way::Archive })
        }
        Err(error) => Err(undone(engine, &nodes, &base, &images, error).await),
    }
}

async fn inspect(archive: &Archive) -> Result<Vec<Wanted>, TransferError> {
    let archive = archive.clone();
    let images = tokio::task::spawn_blocking(move || archive.inspect()).await;
    // The task does not panic by itself; if it did, so should this one.
    images.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()))
}

/// Takes back what nodes have of an archive that was not taken in wholly, and gives back why.
async fn undone(
    engine: &dyn Engine,
    nodes: &[&Node],
    base: &str,
    images: &[Wanted],
    error: TransferError,
) -> TransferError {
    // A node that does not answer now has failed before, and that is told.
    futures::future::join_all(nodes.iter().map(|node| run(engine, node, "drop", base, images, None))).await;
    error
}

async fn run(
    engine: &dyn Engine,
    node: &Node,
    work: &str,
    base: &str,
    images: &[Wanted],
    stdin: Option<ByteStream>,
) -> Result<(), TransferError> {
    let mut command = ["sh", "-c", SCRIPT, "archive", work, base].map(str::to_owned).to_vec();
    command.extend(images.iter().flat_map(|image| [image.reference.as_str().to_owned(), image.id.clone()]));
    let output = engine.exec(ExecRequest { container: node.container.clone(), command, stdin }).await?;
    node::outcome(node, &output)
}

/// A name for images in nodes that no other load gives, of this process or another.
fn base_name() -> String {
    static LOADS: AtomicU64 = AtomicU64::new(0);
    let time = time::OffsetDateTime::now_utc().unix_timestamp_nanos();
    format!("load.devcluster.dev/{}-{time}-{}", std::process::id(), LOADS.fetch_add(1, Ordering::Relaxed))
}
