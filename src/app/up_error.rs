//! The part of `up` that failed.

use super::sync::SyncError;
use super::{AppError, BuildError, PushError, WatchError};
use crate::cluster::{ApplyError, ClusterError, ServiceError, WorkloadError};
use crate::engine::EngineError;
use crate::fault::{Fault, Kind};
use crate::image::transfer::TransferError;
use crate::steps::StepError;

/// Why an app did not come up.
#[derive(Debug, thiserror::Error)]
pub enum UpError {
    #[error(transparent)]
    App(#[from] AppError),
    #[error(transparent)]
    Engine(#[from] EngineError),
    #[error(transparent)]
    Cluster(#[from] ClusterError),
    #[error(transparent)]
    Build(#[from] BuildError),
    #[error(transparent)]
    Push(#[from] PushError),
    #[error(transparent)]
    Transfer(#[from] TransferError),
    #[error(transparent)]
    Apply(#[from] ApplyError),
    #[error(transparent)]
    Workload(#[from] WorkloadError),
    #[error(transparent)]
    Service(#[from] ServiceError),
    #[error(transparent)]
    Step(#[from] StepError),
    #[error(transparent)]
    Watch(#[from] WatchError),
    #[error(transparent)]
    Sync(#[from] SyncError),
    #[error("nothing answers at {url} after {seconds} s, though the pods of `{app}` are ready")]
    NoAnswer { app: String, url: String, seconds: u64 },
    #[error("interrupted")]
    Interrupted,
}

impl UpError {
    /// The error of the part that failed; `None` where it is ours.
    fn part(&self) -> Option<&dyn Fault> {
        match self {
            Self::App(error) => Some(error),
            Self::Engine(error) => Some(error),
            Self::Cluster(error) => Some(error),
            Self::Build(error) => Some(error),
            Self::Push(error) => Some(error),
            Self::Transfer(error) => Some(error),
            Self::Apply(error) => Some(error),
            Self::Workload(error) => Some(error),
            Self::Service(error) => Some(error),
            Self::Step(error) => Some(error),
            Self::Watch(error) => Some(error),
            Self::Sync(error) => Some(error),
            Self::NoAnswer { .. } | Self::Interrupted => None,
        }
    }
}

impl Fault for UpError {
    fn kind(&self) -> Kind {
        match self {
            Self::Interrupted => Kind::Interrupted,
            other => other.part().map_or(Kind::User, Fault::kind),
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::NoAnswer { app, .. } => Some(format!(
                "the app must listen on 0.0.0.0, not 127.0.0.1, and on the port that its service has as `targetPort`; see its output with `devcluster logs {app}`"
            )),
            part => part.part()?.hint(),
        }
    }

    fn output(&self) -> Option<&str> {
        self.part()?.output()
    }
}
