//! Images in a node's containerd: what is there, and more taken in. The node's part is images/containerd, `node-images`.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::registry::{Pushed, Registry};
use super::{Reference, TransferError};
use crate::engine::{ByteStream, Engine, ExecOutput, ExecRequest, bytes};

/// Exit code of the script when the node holds something else than what was sent (sysexits' EX_DATAERR).
const STALE: i64 = 65;

/// A node that takes images.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Kubernetes name, for people.
    pub name: String,
    /// The engine's container.
    pub container: String,
}

/// An image under way: its name, and the id that says whether a node has it already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    pub reference: Reference,
    pub id: String,
}

/// An image that nodes are asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub image: Wanted,
    /// Diff IDs, the lowest first; empty where they are not known.
    pub layers: Vec<String>,
}

/// What a node has of an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct Found {
    /// The image itself, under its name.
    pub has: bool,
    /// How many of its layers, counted from the lowest one.
    pub layers: usize,
}

#[derive(Serialize)]
struct Look<'a> {
    images: Vec<LookedFor<'a>>,
}

#[derive(Serialize)]
struct LookedFor<'a> {
    name: &'a str,
    id: &'a str,
    layers: &'a [String],
}

#[derive(Deserialize)]
struct Looked {
    images: Vec<Found>,
}

#[derive(Serialize)]
struct Pull<'a> {
    repository: String,
    user: &'a str,
    password: &'a str,
    images: Vec<Pulled<'a>>,
}

#[derive(Serialize)]
struct Pulled<'a> {
    name: &'a str,
    id: &'a str,
    digest: &'a str,
}

#[derive(Deserialize)]
struct Taken {}

impl<'a> Look<'a> {
    fn new(images: &'a [Asked]) -> Self {
        let looked_for = |asked: &'a Asked| LookedFor {
            name: asked.image.reference.as_str(),
            id: &asked.image.id,
            layers: &asked.layers,
        };
        Self { images: images.iter().map(looked_for).collect() }
    }
}

/// What the node has of `images`, in their order. One that it has under another name gets its name at once.
pub async fn look(engine: &dyn Engine, node: &Node, images: &[Asked]) -> Result<Vec<Found>, TransferError> {
    Ok(ask::<_, Looked>(engine, node, "look", &Look::new(images)).await?.images)
}

/// Has the node take images from the registry: only layers that it lacks.
pub async fn pull(
    engine: &dyn Engine,
    node: &Node,
    registry: &Registry,
    images: &[Pushed],
) -> Result<(), TransferError> {
    let credentials = registry.credentials();
    let images = images
        .iter()
        .map(|pushed| Pulled { name: pushed.image.reference.as_str(), id: &pushed.image.id, digest: &pushed.digest })
        .collect();
    let request =
        Pull { repository: registry.repository(), user: &credentials.user, password: &credentials.password, images };
    ask::<_, Taken>(engine, node, "pull", &request).await.map(drop)
}

/// Takes the engine's archive of `images` into the node: unpacked while it comes.
pub async fn import(
    engine: &dyn Engine,
    node: &Node,
    archive: ByteStream,
    images: &[Asked],
) -> Result<(), TransferError> {
    let request = serde_json::to_string(&Look::new(images)).map_err(|source| unreadable(node, source))?;
    let command = ["node-images", "import", &request].map(str::to_owned).to_vec();
    outcome(node, &run(engine, node, command, archive).await?)
}

/// What the end of a script in a node means.
pub(super) fn outcome(node: &Node, output: &ExecOutput) -> Result<(), TransferError> {
    match output.exit_code {
        0 => Ok(()),
        STALE => Err(TransferError::Stale {
            node: node.name.clone(),
            container: node.container.clone(),
            output: text(output),
        }),
        _ => Err(refused(node, output)),
    }
}

async fn ask<Request: Serialize, Answer: DeserializeOwned>(
    engine: &dyn Engine,
    node: &Node,
    command: &str,
    request: &Request,
) -> Result<Answer, TransferError> {
    let request = bytes(serde_json::to_vec(request).map_err(|source| unreadable(node, source))?);
    let output = run(engine, node, ["node-images", command].map(str::to_owned).to_vec(), request).await?;
    match output.exit_code {
        0 => serde_json::from_slice(&output.stdout).map_err(|source| unreadable(node, source)),
        _ => Err(refused(node, &output)),
    }
}

async fn run(
    engine: &dyn Engine,
    node: &Node,
    command: Vec<String>,
    stdin: ByteStream,
) -> Result<ExecOutput, TransferError> {
    let request = ExecRequest { container: node.container.clone(), command, stdin: Some(stdin) };
    engine.exec(request).await.map_err(|source| TransferError::Unreachable { node: node.name.clone(), source })
}

fn unreadable(node: &Node, source: serde_json::Error) -> TransferError {
    TransferError::Answer { node: node.name.clone(), source }
}

fn refused(node: &Node, output: &ExecOutput) -> TransferError {
    TransferError::Refused { node: node.name.clone(), container: node.container.clone(), output: text(output) }
}

/// What went wrong; ctr's warnings on the host would only hide it.
fn text(output: &ExecOutput) -> String {
    let whole = String::from_utf8_lossy(&output.stderr);
    whole.lines().filter(|line| !line.contains(" level=warning ")).collect::<Vec<_>>().join("\n")
}
