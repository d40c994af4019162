//! What ends a watch, or keeps it from beginning.

use std::path::PathBuf;

use crate::fault::{Fault, Kind};

/// A folder that can't be watched.
#[derive(Debug, thiserror::Error)]
pub enum WatchError {
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
        Kind::Environment
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::TooMany { .. } => Some(
                "name folders that no build needs in .dockerignore, or raise the limit with `sudo sysctl fs.inotify.max_user_watches=524288`"
                    .to_owned(),
            ),
            Self::Unwatchable { path, .. } => Some(format!("look at it with `ls -ld {}`", path.display())),
        }
    }
}
