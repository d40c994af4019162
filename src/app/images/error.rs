//! What can go wrong with images of a cluster and the pods that use them.

use crate::cluster::{ClusterError, WorkloadError};
use crate::fault::{Fault, Kind};
use crate::image::node_store::StoreError;

/// An image that could not be removed, or pods that could not be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum ImagesError {
    #[error("`{name}` is in use by {}", pods(.users))]
    InUse {
        name: String,
        /// One a line.
        users: String,
    },
    #[error("nobody answered which pods use `{name}`: {reason}")]
    UsersUnknown { name: String, reason: String },
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Cluster(#[from] ClusterError),
    #[error(transparent)]
    Workload(#[from] WorkloadError),
}

fn pods(users: &str) -> String {
    match users.lines().count() {
        1 => "a pod".to_owned(),
        count => format!("{count} pods"),
    }
}

impl ImagesError {
    /// The error of another module that this one is.
    fn part(&self) -> Option<&dyn Fault> {
        match self {
            Self::Store(error) => Some(error),
            Self::Cluster(error) => Some(error),
            Self::Workload(error) => Some(error),
            Self::InUse { .. } | Self::UsersUnknown { .. } => None,
        }
    }
}

impl Fault for ImagesError {
    fn kind(&self) -> Kind {
        match self {
            Self::InUse { .. } => Kind::User,
            Self::UsersUnknown { .. } => Kind::Cluster,
            part => part.part().map_or(Kind::Internal, Fault::kind),
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::InUse { name, .. } => Some(format!(
                "delete what they belong to first, or remove it all the same with `devcluster image remove {name} --force`"
            )),
            Self::UsersUnknown { name, .. } => {
                Some(format!("remove it without asking with `devcluster image remove {name} --force`"))
            }
            part => part.part()?.hint(),
        }
    }

    fn output(&self) -> Option<&str> {
        match self {
            Self::InUse { users, .. } => Some(users),
            part => part.part()?.output(),
        }
    }
}
