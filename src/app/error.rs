//! What can be wrong with an app's folder.

use std::path::PathBuf;

use crate::cluster::ManifestError;
use crate::fault::{Fault, Kind};
use crate::yaml::YamlError;

/// An app that can't be read.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    #[error("there is no folder `{path}`")]
    NoFolder { path: PathBuf },
    #[error("there is no file or folder `{path}`")]
    NoManifest { path: PathBuf },
    #[error("no manifest is in `{path}`: no .yaml file with apiVersion and kind")]
    NoManifests { path: PathBuf },
    #[error("`{path}` can't be read")]
    Unreadable {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("`{path}` is not understood")]
    Definition {
        path: PathBuf,
        #[source]
        source: YamlError,
    },
    #[error("`{path}` is of kind `{kind}` in `{api_version}`, not `App` in `devcluster.dev/v1alpha1`")]
    NotAnApp { path: PathBuf, api_version: String, kind: String },
    #[error("the manifests in `{path}` use several images, so it is not clear which the Dockerfile builds: {}", images.join(", "))]
    SeveralImages { path: PathBuf, images: Vec<String> },
    #[error("the image that the Dockerfile in `{path}` builds has no name")]
    NoImageName { path: PathBuf },
    #[error("`{path}` has a sync rule that makes no sense: {reason}")]
    SyncRule { path: PathBuf, reason: String },
    #[error(transparent)]
    Manifest(#[from] ManifestError),
}

impl Fault for AppError {
    fn kind(&self) -> Kind {
        match self {
            Self::NoFolder { .. }
            | Self::NoManifest { .. }
            | Self::NoManifests { .. }
            | Self::Unreadable { .. }
            | Self::Definition { .. }
            | Self::NotAnApp { .. }
            | Self::SeveralImages { .. }
            | Self::NoImageName { .. }
            | Self::SyncRule { .. } => Kind::User,
            Self::Manifest(error) => error.kind(),
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::NoFolder { .. } => Some("begin with a small app: `devcluster new flask-api`".to_owned()),
            Self::NoManifest { .. } => Some("see what is there with `ls`".to_owned()),
            Self::NoManifests { .. } => Some("see how manifests look with `devcluster new flask-api`".to_owned()),
            Self::Unreadable { path, .. } => Some(format!("look at it with `ls -l {}`", path.display())),
            Self::Definition { .. } | Self::NotAnApp { .. } => {
                Some("its fields are apiVersion, kind, name, image, manifests, service, namespace and sync; see one with `devcluster new flask-api`".to_owned())
            }
            Self::SeveralImages { path, images } => Some(format!(
                "say which with a line `image: {}` in `{}`",
                images.first().map_or("", String::as_str),
                path.join("devcluster.yaml").display()
            )),
            Self::SyncRule { .. } => Some("see a rule that works with `devcluster new flask-api`".to_owned()),
            Self::NoImageName { .. } => Some("name it with `devcluster build -t my-app:v1`".to_owned()),
            Self::Manifest(error) => error.hint(),
        }
    }
}
