//! What can go wrong with an addon.

use std::path::PathBuf;

use crate::app::{AppError, UpError};
use crate::cluster::{ApplyError, ClusterError, ManifestError, WorkloadError};
use crate::engine::EngineError;
use crate::fault::{Fault, Kind};
use crate::image::ImageError;
use crate::image::transfer::TransferError;
use crate::steps::StepError;

/// An addon that can't be read, enabled or disabled.
#[derive(Debug, thiserror::Error)]
pub enum AddonError {
    #[error("there is no addon `{name}`; there is {}", known.join(", "))]
    Unknown { name: String, known: Vec<String> },
    #[error("`{path}` is no addon: no addon.yaml is in it")]
    NotAnAddon { path: PathBuf },
    #[error("`{path}` can't be read")]
    Unreadable {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("`{path}` exists already")]
    Exists { path: PathBuf },
    #[error("the addon in `{place}` can't be used\n\n{}", problems.join("\n\n"))]
    Problems { place: String, problems: Vec<String> },
    #[error("addon `{name}`: {}", problems.join("; "))]
    Options { name: String, problems: Vec<String> },
    #[error("`{place}` can't be rendered")]
    Template {
        place: String,
        #[source]
        source: minijinja::Error,
    },
    #[error("addon `{name}` needs itself")]
    Circle { name: String },
    #[error("addon `{name}` is needed by {}", by.join(", "))]
    Needed { name: String, by: Vec<String> },
    #[error("objects of kinds that addon `{name}` brings would go with it: {}", objects.join(", "))]
    TakesObjects { name: String, objects: Vec<String> },
    #[error("addon `{name}` is not enabled")]
    NotEnabled { name: String },
    #[error("addon `{name}` has no service to open")]
    NothingToOpen { name: String, notes: Option<String> },
    #[error("what addon `{name}` would make is there already, made by somebody else: {}", objects.join(", "))]
    Clash { name: String, objects: Vec<String> },
    #[error("addon `{name}` can't have the host port that it asks for: {problem}")]
    Port { name: String, problem: String },
    #[error("image `{image}` has no manifests at `{path}`")]
    NoManifests { image: String, path: String },
    #[error("the state of the addon can't be written")]
    Unwritable(#[source] serde_json::Error),
    #[error("interrupted")]
    Interrupted,
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    #[error(transparent)]
    Image(#[from] ImageError),
    #[error(transparent)]
    Transfer(#[from] TransferError),
    #[error(transparent)]
    Engine(#[from] EngineError),
    #[error(transparent)]
    Cluster(#[from] ClusterError),
    #[error(transparent)]
    Apply(#[from] ApplyError),
    #[error(transparent)]
    App(#[from] AppError),
    #[error(transparent)]
    Up(Box<UpError>),
    #[error(transparent)]
    Step(Box<StepError>),
}

impl From<StepError> for AddonError {
    fn from(error: StepError) -> Self {
        Self::Step(Box::new(error))
    }
}

impl From<UpError> for AddonError {
    fn from(error: UpError) -> Self {
        Self::Up(Box::new(error))
    }
}

impl From<WorkloadError> for AddonError {
    fn from(error: WorkloadError) -> Self {
        UpError::from(error).into()
    }
}

impl AddonError {
    /// The error of the part that failed; `None` where it is ours.
    fn part(&self) -> Option<&dyn Fault> {
        match self {
            Self::Manifest(error) => Some(error),
            Self::Image(error) => Some(error),
            Self::Transfer(error) => Some(error),
            Self::Engine(error) => Some(error),
            Self::Cluster(error) => Some(error),
            Self::Apply(error) => Some(error),
            Self::App(error) => Some(error),
            Self::Up(error) => Some(error.as_ref()),
            Self::Step(error) => Some(error.as_ref()),
            _ => None,
        }
    }
}

impl Fault for AddonError {
    fn kind(&self) -> Kind {
        match self {
            Self::Interrupted => Kind::Interrupted,
            Self::Unwritable(_) => Kind::Internal,
            other => other.part().map_or(Kind::User, Fault::kind),
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::Unknown { .. } => Some(
                "see the addons with `devcluster addon list`; a folder of your own is named by its path, as `devcluster addon enable ./my-addon`"
                    .to_owned(),
            ),
            Self::NotAnAddon { .. } => Some("begin one with `devcluster addon new my-addon`".to_owned()),
            Self::Exists { .. } => Some("choose another name: `devcluster addon new my-addon`".to_owned()),
            Self::Problems { place, .. } => Some(format!("mend them, then look again with `devcluster addon check {place}`")),
            Self::Options { name, .. } | Self::Port { name, .. } => Some(format!("see its options with `devcluster addon info {name}`")),
            Self::Needed { by, .. } => Some(format!("disable them too: `devcluster addon disable {}`", by.join(" "))),
            Self::TakesObjects { name, .. } => {
                Some(format!("remove them first, or with it: `devcluster addon disable {name} --force`"))
            }
            Self::NotEnabled { name } => Some(format!("enable it with `devcluster addon enable {name}`")),
            Self::NothingToOpen { name, notes } => Some(match notes.as_deref().and_then(first_command) {
                Some(command) => format!("use it with `{command}`"),
                None => format!("see what it does with `devcluster addon info {name}`"),
            }),
            Self::Clash { .. } => Some(
                "keep what is there and do without the addon, or remove it with `devcluster kubectl -- delete …` and enable the addon again"
                    .to_owned(),
            ),
            Self::Unreadable { path, .. } => Some(format!("look at it with `ls -ld {}`", path.display())),
            Self::Template { .. } | Self::Circle { .. } | Self::NoManifests { .. } => {
                Some("look through the addon's folder with `devcluster addon check`".to_owned())
            }
            Self::Unwritable(_) | Self::Interrupted => None,
            part => part.part()?.hint(),
        }
    }

    fn output(&self) -> Option<&str> {
        self.part()?.output()
    }
}

/// The first command of an addon's notes, where it is the same with all settings.
fn first_command(notes: &str) -> Option<&str> {
    let command = notes.lines().next()?.split("  #").next()?.trim();
    (!command.contains("{{")).then_some(command)
}
