//! What can go wrong on an image's way into the nodes.

use std::path::PathBuf;

use crate::engine::EngineError;
use crate::fault::{Fault, Kind};

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
    #[error("node `{node}` did not take the image")]
    Refused { node: String, container: String, output: String },
    #[error("node `{node}` holds another image than the one that was sent")]
    Stale { node: String, container: String, output: String },
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
            | Self::NotAnArchive { .. } => Kind::User,
            Self::Read { .. } => Kind::Environment,
            Self::Unreachable { source, .. } => source.kind(),
            Self::Answer { .. } => Kind::Internal,
            Self::Refused { .. } | Self::Stale { .. } => Kind::Cluster,
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
            Self::Refused { container, .. } => {
                Some(format!("see whether the node has room with `docker exec {container} df -h /var/lib/containerd`"))
            }
            Self::Stale { container, .. } => {
                Some(format!("see what it holds with `docker exec {container} ctr --namespace k8s.io images ls`"))
            }
            Self::Engine(error) => error.hint(),
            Self::Unreachable { .. } => Some("see which nodes run with `devcluster status`".to_owned()),
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
