//! What can go wrong with the dashboard.

use std::error::Error;

use crate::addon::AddonError;
use crate::cluster::{ClusterError, PodsError};
use crate::fault::{Fault, Kind};

/// A dashboard that can't be shown, or any longer.
#[derive(Debug, thiserror::Error)]
pub enum DashboardError {
    #[error("port {port} of this machine can't be used")]
    Port {
        port: u16,
        #[source]
        source: std::io::Error,
    },
    #[error("the system gave no random bytes for a session")]
    Randomness(#[source] getrandom::Error),
    #[error("the addon `dashboard` was disabled")]
    Disabled,
    #[error("the dashboard's server did not take this session within {seconds} s; last seen: {last}")]
    TimedOut { seconds: u64, last: String },
    #[error(transparent)]
    Addon(#[from] AddonError),
    #[error(transparent)]
    Cluster(#[from] ClusterError),
    #[error(transparent)]
    Pods(#[from] PodsError),
}

impl DashboardError {
    /// The error of the part that failed; `None` where it is ours.
    fn part(&self) -> Option<&dyn Fault> {
        match self {
            Self::Addon(error) => Some(error),
            Self::Cluster(error) => Some(error),
            Self::Pods(error) => Some(error),
            Self::Port { .. } | Self::Randomness(_) | Self::Disabled | Self::TimedOut { .. } => None,
        }
    }
}

impl Fault for DashboardError {
    fn kind(&self) -> Kind {
        match self {
            Self::Port { .. } => Kind::Environment,
            Self::Randomness(_) => Kind::Internal,
            Self::Disabled => Kind::User,
            other => other.part().map_or(Kind::Cluster, Fault::kind),
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::Port { port, .. } => Some(format!(
                "choose another with `--port {}`, or see who has it with `ss -ltnp sport = :{port}`",
                port.saturating_add(10_000)
            )),
            Self::Disabled => Some("enable and open it again with `devcluster dashboard`".to_owned()),
            Self::TimedOut { .. } => {
                Some("see what its pod says with `devcluster logs dashboard -n dashboard`".to_owned())
            }
            part => part.part()?.hint(),
        }
    }

    fn output(&self) -> Option<&str> {
        self.part()?.output()
    }
}

/// An error with all its causes.
pub fn in_one_line(error: &dyn Error) -> String {
    let causes = std::iter::successors(error.source(), |&cause| cause.source()).map(ToString::to_string);
    std::iter::once(error.to_string()).chain(causes).collect::<Vec<_>>().join(": ")
}
