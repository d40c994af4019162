//! Images in a node's containerd: what is there, and more taken in. A conversation in lines of JSON with the node's part,
//! `node-images` (images/containerd), in one process, since each one that an engine starts in a container takes it 60 ms.

use futures::{StreamExt, stream};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tokio::sync::oneshot;

use super::registry::{Pushed, Registry};
use super::{Reference, TransferError};
use crate::engine::{ByteStream, Credentials, Engine, EngineError, ExecOutput, ExecRequest, bytes};

/// Exit code of the script when the node holds something else than what was sent (sysexits' EX_DATAERR).
const STALE: i64 = 65;

/// What a node says that was made by another version.
const UNKNOWN_COMMAND: &str = "there is no command";

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

/// Where images come from that a node lacks.
#[derive(Serialize)]
struct Origin<'a> {
    /// `None` where an archive of the engine's follows.
    registry: Option<FromRegistry<'a>>,
}

#[derive(Serialize)]
struct FromRegistry<'a> {
    repository: String,
    user: &'a str,
    password: &'a str,
    digests: Vec<&'a str>,
}

#[derive(Deserialize)]
struct Taken {}

/// A node that was asked about images, and waits to be given what it lacks. It need not be.
pub struct Conversation<'node> {
    pub node: &'node Node,
    /// What it has, in the order in which it was asked.
    pub found: Vec<Found>,
    more: oneshot::Sender<ByteStream>,
    answers: ByteStream,
}

/// Asks a node what it has of `images`. One that it has under another name gets its name at once.
pub async fn ask<'node>(
    engine: &dyn Engine,
    node: &'node Node,
    images: &[Asked],
) -> Result<Conversation<'node>, TransferError> {
    let looked_for = images.iter().map(|asked| LookedFor {
        name: asked.image.reference.as_str(),
        id: &asked.image.id,
        layers: &asked.layers,
    });
    let request = line(node, &Look { images: looked_for.collect() })?;
    let (more, rest) = oneshot::channel::<ByteStream>();
    let rest = async { rest.await.unwrap_or_else(|_| Box::pin(stream::empty())) };
    let stdin = request.chain(stream::once(rest).flatten());
    let request = ExecRequest {
        container: node.container.clone(),
        command: ["node-images", "talk"].map(str::to_owned).to_vec(),
        stdin: Some(Box::pin(stdin)),
    };
    let mut answers = engine.exec_stream(request).await.map_err(|error| failed(node, error))?;
    let found = hear::<Looked>(node, &mut answers).await?.images;
    Ok(Conversation { node, found, more, answers })
}

impl Conversation<'_> {
    /// Has the node take the images from the registry: only layers that it lacks.
    pub async fn pull(self, registry: &Registry, images: &[Pushed]) -> Result<(), TransferError> {
        let Credentials { user, password } = &registry.credentials;
        let digests = images.iter().map(|pushed| pushed.digest.as_str()).collect();
        let from = FromRegistry { repository: registry.repository(), user, password, digests };
        let from = line(self.node, &Origin { registry: Some(from) })?;
        self.go_on(from).await
    }

    /// Takes the images out of an archive of the engine's: unpacked while it comes.
    pub async fn import(self, archive: ByteStream) -> Result<(), TransferError> {
        let from = line(self.node, &Origin { registry: None })?;
        self.go_on(Box::pin(from.chain(archive))).await
    }

    async fn go_on(self, input: ByteStream) -> Result<(), TransferError> {
        let Self { node, more, mut answers, .. } = self;
        // A node that does not listen any more has said why.
        let _ = more.send(input);
        hear::<Taken>(node, &mut answers).await.map(drop)
    }
}

fn line(node: &Node, words: &impl Serialize) -> Result<ByteStream, TransferError> {
    let mut line = serde_json::to_vec(words).map_err(|source| unreadable(node, source))?;
    line.push(b'\n');
    Ok(bytes(line))
}

/// The next line that a node says.
async fn hear<Answer: DeserializeOwned>(node: &Node, answers: &mut ByteStream) -> Result<Answer, TransferError> {
    let mut line = Vec::new();
    while !line.ends_with(b"\n")
        && let Some(chunk) = answers.next().await
    {
        line.extend_from_slice(&chunk.map_err(|error| failed(node, error))?);
    }
    serde_json::from_slice(&line).map_err(|source| unreadable(node, source))
}

fn failed(node: &Node, error: EngineError) -> TransferError {
    match error {
        EngineError::CommandFailed { output, .. } if output.contains(UNKNOWN_COMMAND) => {
            TransferError::OtherVersion { node: node.name.clone() }
        }
        EngineError::CommandFailed { output, .. } => refused(node, &output),
        source => TransferError::Unreachable { node: node.name.clone(), source },
    }
}

/// What the end of a script in a node means.
pub(super) fn outcome(node: &Node, output: &ExecOutput) -> Result<(), TransferError> {
    let said = String::from_utf8_lossy(&output.stderr);
    match output.exit_code {
        0 => Ok(()),
        STALE => Err(TransferError::Stale {
            node: node.name.clone(),
            container: node.container.clone(),
            output: without_warnings(&said),
        }),
        _ => Err(refused(node, &said)),
    }
}

fn unreadable(node: &Node, source: serde_json::Error) -> TransferError {
    TransferError::Answer { node: node.name.clone(), source }
}

fn refused(node: &Node, said: &str) -> TransferError {
    let output = without_warnings(said);
    TransferError::Refused { node: node.name.clone(), container: node.container.clone(), output }
}

/// What went wrong; ctr's warnings on the host would only hide it.
fn without_warnings(said: &str) -> String {
    said.lines().filter(|line| !line.contains(" level=warning ")).collect::<Vec<_>>().join("\n")
}
