//! What can go wrong on an image's way into the nodes.

use std::path::{Path, PathBuf};

use crate::engine::EngineError;
use crate::fault::{Fault, Kind};

/// What stands for the path of an archive that comes without a file.
pub const STANDARD_INPUT: &str = "standard input";

/// An image that did not reach every node.
#[derive(Debug, thiserror::Error)]
pub enum TransferError {
    #[error("`{name}` is not an image name")]
    BadName { name: String },
    #[error("no image `{name}` in the container engine")]
    NoImage { name: String },
    #[error("image `{id}` has no name, and pods find images by name")]
    Unnamed { id: String },
    #[error("no archive file `{path}`")]
    NoArchive { path: PathBuf },
    #[error("`{path}` is not an image archive: {reason}")]
    NotAnArchive { path: PathBuf, reason: String },
    #[error("`{path}` is empty")]
    Empty { path: PathBuf },
    #[error("`{path}` does not name its image{}", .tag.as_ref().map(|tag| format!(", but for the tag `{tag}`")).unwrap_or_default())]
    NamesNothing { path: PathBuf, tag: Option<String> },
    #[error("`{path}` names what it holds itself: {}", .names.join(", "))]
    NamedAlready { path: PathBuf, names: Vec<String> },
    #[error("`{name}` is for {platform}, and the nodes are {nodes}")]
    Platform { name: String, platform: String, nodes: String },
    #[error("could not read `{path}`")]
    Read {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("node `{node}` could not be reached")]
    Unreachable {
        node: String,
        #[source]
        source: EngineError,
    },
    #[error("what node `{node}` answered is not understood")]
    Answer {
        node: String,
        #[source]
        source: serde_json::Error,
    },
    #[error("node `{node}` was made by another version of devcluster, which takes images otherwise")]
    OtherVersion { node: String },
    #[error("node `{node}` did not take the image")]
    Refused { node: String, container: String, output: String },
    #[error("node `{node}` holds another image than the one that was sent")]
    Stale { node: String, container: String, output: String },
    #[error("the nodes stopped to take the archive")]
    Untaken,
    #[error(transparent)]
    Engine(#[from] EngineError),
}

impl Fault for TransferError {
    fn kind(&self) -> Kind {
        match self {
            Self::BadName { .. }
            | Self::NoImage { .. }
            | Self::Unnamed { .. }
            | Self::NoArchive { .. }
            | Self::NotAnArchive { .. }
            | Self::Empty { .. }
            | Self::NamesNothing { .. }
            | Self::NamedAlready { .. }
            | Self::Platform { .. } => Kind::User,
            Self::Read { .. } => Kind::Environment,
            Self::Unreachable { source, .. } => source.kind(),
            Self::Answer { .. } => Kind::Internal,
            Self::OtherVersion { .. } | Self::Refused { .. } | Self::Stale { .. } | Self::Untaken => Kind::Cluster,
            Self::Engine(error) => error.kind(),
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::BadName { .. } => {
                Some("names look like `flask-api:v1`; see those that are there with `docker images`".to_owned())
            }
            Self::NoImage { name } => {
                Some(format!("build it with `devcluster build -t {name}`, or see what is there with `docker images`"))
            }
            Self::Unnamed { id } => {
                Some(format!("name it with `docker tag {id} my-app:v1`, then `devcluster image load my-app:v1`"))
            }
            Self::NoArchive { .. } | Self::NotAnArchive { .. } => {
                Some("make one with `docker save --output app.tar flask-api:v1`".to_owned())
            }
            Self::Empty { .. } => Some(
                "see what the command before the `|` says: `docker save my-app:v1 | devcluster image load -`"
                    .to_owned(),
            ),
            Self::NamesNothing { path, .. } => {
                let word = if path == Path::new(STANDARD_INPUT) { Path::new("-") } else { path };
                Some(format!("give it a name with `devcluster image load {} --as my-app:v1`", word.display()))
            }
            Self::NamedAlready { .. } => {
                Some("leave out `--as`, and name the image with `docker tag` before it is saved".to_owned())
            }
            Self::Platform { name, nodes, .. } => Some(format!(
                "build it for them with `docker build --platform {nodes} --tag {name} .`, or pull it with `docker pull --platform {nodes} {name}`"
            )),
            Self::OtherVersion { .. } => Some(
                "use that version, or make the cluster anew with `devcluster delete` and `devcluster start`".to_owned(),
            ),
            Self::Refused { container, .. } => {
                Some(format!("see whether the node has room with `docker exec {container} df -h /var/lib/containerd`"))
            }
            Self::Stale { container, .. } => {
                Some(format!("see what it holds with `docker exec {container} ctr --namespace k8s.io images ls`"))
            }
            Self::Engine(error) => error.hint(),
            Self::Unreachable { .. } => Some("see which nodes run with `devcluster status`".to_owned()),
            Self::Untaken => Some("see whether the nodes are well with `devcluster status`".to_owned()),
            Self::Answer { .. } | Self::Read { .. } => None,
        }
    }

    fn output(&self) -> Option<&str> {
        match self {
            Self::Refused { output, .. } | Self::Stale { output, .. } => Some(output),
            _ => None,
        }
    }
}
