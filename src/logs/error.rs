//! What can go wrong with a search.

use crate::addon::AddonError;
use crate::cluster::ServiceError;
use crate::fault::{Fault, Kind};

/// A search that has no result.
#[derive(Debug, thiserror::Error)]
pub enum LogsError {
    #[error("what was written before now is kept only with the addon `logging`, which is not enabled")]
    NotKept,
    #[error("the store of the addon `logging` failed")]
    Store(#[source] ServiceError),
    #[error("the store of the addon `logging` did not answer within {seconds} s")]
    Silent { seconds: u64 },
    #[error("the store of the addon `logging` broke off its answer")]
    BrokenOff(#[source] std::io::Error),
    #[error("the store of the addon `logging` said what can't be read: `{text}`")]
    Unreadable {
        text: String,
        #[source]
        source: serde_json::Error,
    },
    #[error(transparent)]
    Addon(Box<AddonError>),
}

impl From<AddonError> for LogsError {
    fn from(error: AddonError) -> Self {
        Self::Addon(Box::new(error))
    }
}

impl Fault for LogsError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotKept => Kind::User,
            Self::Store(_) | Self::Silent { .. } | Self::BrokenOff(_) => Kind::Cluster,
            Self::Unreadable { .. } => Kind::Internal,
            Self::Addon(error) => error.kind(),
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::NotKept => Some("enable it with `devcluster addon enable logging`; it also takes what is in the files of pods that live".to_owned()),
            Self::Store(_) | Self::Silent { .. } | Self::BrokenOff(_) => {
                Some("see whether it runs with `devcluster kubectl -- get pods -n logging`".to_owned())
            }
            Self::Unreadable { .. } => None,
            Self::Addon(error) => error.hint(),
        }
    }

    fn output(&self) -> Option<&str> {
        match self {
            Self::Addon(error) => error.output(),
            _ => None,
        }
    }
}
