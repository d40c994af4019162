//! What can be wrong with a bundle.

use std::path::PathBuf;

use crate::addon::AddonError;
use crate::engine::EngineError;
use crate::fault::{Fault, Kind};
use crate::image::ImageError;

/// A bundle that can't be made or used.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    #[error("`{path}` can't be read or written")]
    File {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("`{path}` is no bundle of devcluster's")]
    NotABundle { path: PathBuf },
    #[error("bundle `{path}` is damaged")]
    Damaged {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("the bundle is of devcluster {version} (node image {node_image}), this is another build: {here}")]
    OtherVersion { path: PathBuf, version: String, node_image: String, here: String },
    #[error("the bundle is for {platform}, the engine here runs {here}")]
    OtherPlatform { platform: String, here: String },
    #[error("image `{name}` is not in the engine")]
    NoImage { name: String },
    #[error("interrupted")]
    Interrupted,
    #[error(transparent)]
    Engine(#[from] EngineError),
    #[error(transparent)]
    Image(#[from] ImageError),
    #[error(transparent)]
    Addon(#[from] AddonError),
}

impl BundleError {
    fn part(&self) -> Option<&dyn Fault> {
        match self {
            Self::Engine(error) => Some(error),
            Self::Image(error) => Some(error),
            Self::Addon(error) => Some(error),
            _ => None,
        }
    }
}

impl Fault for BundleError {
    fn kind(&self) -> Kind {
        match self {
            Self::Interrupted => Kind::Interrupted,
            other => other.part().map_or(Kind::User, Fault::kind),
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::File { path, .. } => Some(format!("look at it with `ls -l {}`", path.display())),
            Self::NotABundle { .. } | Self::OtherPlatform { .. } => {
                Some("make one on a machine with a network, by `devcluster bundle create FILE`".to_owned())
            }
            Self::Damaged { path, .. } => {
                Some(format!("bring it here again, and compare both with `sha256sum {}`", path.display()))
            }
            Self::OtherVersion { path, .. } => Some(format!(
                "use the program that it brings: `tar -xzf {0} devcluster/devcluster && devcluster/devcluster bundle load {0}`",
                path.display()
            )),
            Self::NoImage { name } => Some(format!("bring it to the engine with `docker pull {name}`, or build it")),
            Self::Interrupted => None,
            part => part.part()?.hint(),
        }
    }

    fn output(&self) -> Option<&str> {
        self.part()?.output()
    }
}
