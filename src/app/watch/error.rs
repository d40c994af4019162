//! What ends a watch, or keeps it from beginning.

use std::path::PathBuf;

use crate::fault::{Fault, Kind};

/// An app that can't be watched.
#[derive(Debug, thiserror::Error)]
pub enum WatchError {
    #[error("an app can only be watched in a cluster of devcluster, and that of context `{context}` is none")]
    Elsewhere { context: String },
    #[error("`{path}` can't be watched: the system's limit of watched folders is reached")]
    TooMany { path: PathBuf },
    #[error("`{path}` can't be watched")]
    Unwatchable {
        path: PathBuf,
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl Fault for WatchError {
    fn kind(&self) -> Kind {
        match self {
            Self::Elsewhere { .. } => Kind::User,
            Self::TooMany { .. } | Self::Unwatchable { .. } => Kind::Environment,
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::Elsewhere { context } => Some(format!(
                "changed files go in by the nodes: begin a cluster with `devcluster start` and watch there with `devcluster up --watch`; there, bring it up after each edit with `devcluster up --context {context}`"
            )),
            Self::TooMany { .. } => Some(
                "name folders that no build needs in .dockerignore, or raise the limit with `sudo sysctl fs.inotify.max_user_watches=524288`"
                    .to_owned(),
            ),
            Self::Unwatchable { path, .. } => Some(format!("look at it with `ls -ld {}`", path.display())),
        }
    }
}
