//! What can go wrong with images that nodes have.

use std::path::PathBuf;

use crate::engine::EngineError;
use crate::fault::{Fault, Kind};
use crate::image::transfer::TransferError;

/// An image that could not be listed, removed or saved.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("node `{node}` did not tell its images")]
    NoAnswer { node: String, output: String },
    #[error("no node has an image `{name}`")]
    NotThere { name: String },
    #[error("`{prefix}` is the id of several images")]
    Ambiguous { prefix: String },
    #[error("`{name}` is part of the node image: the cluster's own pods use it")]
    System { name: String },
    #[error("{} did not remove the image", nodes(.failed))]
    NotRemoved { failed: Vec<String>, output: String },
    #[error("no node has all of {}", .names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "))]
    NotTogether { names: Vec<String> },
    #[error("`{name}` can't be saved: no node has all of its layers' archives, only what was unpacked of them")]
    NoLayers { name: String, system: bool },
    #[error("node `{node}` did not save the image")]
    NotSaved { node: String, output: String },
    #[error("no file can be made in the folder `{}`", .folder.display())]
    NoFile {
        folder: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("the archive could not be written")]
    Write(#[source] std::io::Error),
    #[error(transparent)]
    Name(#[from] TransferError),
    #[error(transparent)]
    Engine(#[from] EngineError),
}

fn nodes(failed: &[String]) -> String {
    let names = failed.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    if failed.len() == 1 { format!("node {names}") } else { format!("nodes {names}") }
}

impl Fault for StoreError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotThere { .. }
            | Self::Ambiguous { .. }
            | Self::System { .. }
            | Self::NotTogether { .. }
            | Self::NoLayers { .. } => Kind::User,
            Self::NoAnswer { .. } | Self::NotRemoved { .. } | Self::NotSaved { .. } => Kind::Cluster,
            Self::NoFile { .. } | Self::Write(_) => Kind::Environment,
            Self::Name(error) => error.kind(),
            Self::Engine(error) => error.kind(),
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::NotThere { .. } | Self::Ambiguous { .. } => {
                Some("see what the nodes have with `devcluster image list`".to_owned())
            }
            Self::System { .. } => {
                Some("see which images are the cluster's own with `devcluster image list --all`".to_owned())
            }
            Self::NoAnswer { .. } | Self::NotRemoved { .. } | Self::NotSaved { .. } => {
                Some("see whether the nodes are well with `devcluster status`".to_owned())
            }
            Self::NotTogether { .. } => {
                Some("save them one at a time; `devcluster image list` shows which node has which".to_owned())
            }
            Self::NoLayers { system: true, .. } => Some(
                "the engine has it under the name that `devcluster image build --list` shows: save that with `docker save`"
                    .to_owned(),
            ),
            Self::NoLayers { name, system: false } => Some(format!(
                "where the engine still has it, take it from there with `docker save --output image.tar {name}`"
            )),
            Self::NoFile { folder, .. } => {
                Some(format!("see whether it is there and yours with `ls -ld {}`", folder.display()))
            }
            Self::Write(_) => Some("see whether there is room with `df -h`".to_owned()),
            Self::Name(error) => error.hint(),
            Self::Engine(error) => error.hint(),
        }
    }

    fn output(&self) -> Option<&str> {
        match self {
            Self::NoAnswer { output, .. } | Self::NotRemoved { output, .. } | Self::NotSaved { output, .. } => {
                Some(output)
            }
            Self::Name(error) => error.output(),
            _ => None,
        }
    }
}
