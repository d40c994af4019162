//! What can be wrong with an app's folder, and with what is rendered from it.

use std::path::PathBuf;

use super::file::FileError;
use crate::cluster::ManifestError;
use crate::download::DownloadError;
use crate::engine::EngineError;
use crate::fault::{Fault, Kind};
use crate::image::ImageError;

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
    #[error("the manifests in `{path}` use several images, so it is not clear which the Dockerfile builds: {}", images.join(", "))]
    SeveralImages { path: PathBuf, images: Vec<String> },
    #[error("the image that the Dockerfile in `{path}` builds has no name")]
    NoImageName { path: PathBuf },
    #[error("no kustomization is in `{path}`: no kustomization.yaml")]
    NoKustomization { path: PathBuf },
    #[error("the kustomization in `{path}` could not be rendered")]
    Kustomization { path: PathBuf, output: String },
    #[error("no chart is in `{path}`: no Chart.yaml")]
    NoChart { path: PathBuf },
    #[error("the chart `{path}` could not be rendered")]
    Chart { path: PathBuf, output: String },
    #[error("interrupted")]
    Interrupted,
    #[error(transparent)]
    File(#[from] FileError),
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    #[error(transparent)]
    Download(#[from] DownloadError),
    #[error(transparent)]
    Engine(#[from] EngineError),
    #[error(transparent)]
    Image(#[from] ImageError),
}

impl AppError {
    /// The error of the part that failed; `None` where it is ours.
    fn part(&self) -> Option<&dyn Fault> {
        match self {
            Self::File(error) => Some(error),
            Self::Manifest(error) => Some(error),
            Self::Download(error) => Some(error),
            Self::Engine(error) => Some(error),
            Self::Image(error) => Some(error),
            _ => None,
        }
    }
}

impl Fault for AppError {
    fn kind(&self) -> Kind {
        match self {
            Self::Interrupted => Kind::Interrupted,
            other => other.part().map_or(Kind::User, Fault::kind),
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::NoFolder { .. } => Some("begin with a small app: `devcluster new flask-api`".to_owned()),
            Self::NoManifest { .. } => Some("see what is there with `ls`".to_owned()),
            Self::NoManifests { .. } => Some("see how manifests look with `devcluster new flask-api`".to_owned()),
            Self::Unreadable { path, .. } => Some(format!("look at it with `ls -l {}`", path.display())),
            Self::SeveralImages { path, images } => Some(format!(
                "say which with a line `image: {}` in `{}`",
                images.first().map_or("", String::as_str),
                path.join("devcluster.yaml").display()
            )),
            Self::NoImageName { .. } => Some("name it with `devcluster build -t my-app:v1`".to_owned()),
            Self::NoKustomization { path } => {
                Some(format!("apply its manifests as they are with `devcluster apply {}`", path.display()))
            }
            Self::NoChart { path } => {
                Some(format!("look for a Chart.yaml with `find {} -name Chart.yaml`", path.display()))
            }
            Self::Chart { path, output } if output.contains("missing in charts/") => {
                Some(format!("fetch the charts that it needs with `helm dependency build {}`", path.display()))
            }
            Self::Kustomization { path, .. } => {
                Some(format!("try it by itself with `kubectl kustomize {}`", path.display()))
            }
            Self::Chart { .. } | Self::Interrupted => None,
            Self::File(_) | Self::Manifest(_) | Self::Download(_) | Self::Engine(_) | Self::Image(_) => {
                self.part()?.hint()
            }
        }
    }

    fn output(&self) -> Option<&str> {
        match self {
            Self::Kustomization { output, .. } | Self::Chart { output, .. } => Some(output),
            other => other.part()?.output(),
        }
    }
}
