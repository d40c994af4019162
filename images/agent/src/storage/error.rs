//! What can go wrong with one volume, in words that read after "failed to".

use std::path::PathBuf;
use std::time::Duration;

use crate::error::{Error, in_full};

#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    #[error(transparent)]
    File(#[from] Error),
    #[error("use the name `{0}`, which is none that a folder of a volume can have")]
    Name(String),
    #[error("take `{path}` for the data of volume `{name}`: it would be `{expected}`")]
    Path { name: String, path: String, expected: PathBuf },
    #[error("use `{}`: it is not a folder", .0.display())]
    NoFolder(PathBuf),
    #[error("remove `{}`: a file system is mounted at `{}`; unmount it in the node", folder.display(), mounted.display())]
    Mounted { folder: PathBuf, mounted: PathBuf },
    #[error("{action}")]
    Api { action: String, source: Box<kube::Error> },
    #[error("{action}: the API server did not answer within {} s", .limit.as_secs())]
    NoAnswer { action: String, limit: Duration },
    #[error("take volume `{name}` for this claim's: it is on node `{node}`")]
    Elsewhere { name: String, node: String },
}

impl StorageError {
    /// The error and its causes in one line.
    pub fn in_full(&self) -> String {
        in_full(self)
    }
}
