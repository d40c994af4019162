//! The user's kubeconfig: our context in and out, everything else left as it is, byte for byte.

mod before;
mod entries;
mod file;
mod lock;
mod names;
mod splice;
mod style;
#[cfg(test)]
mod tests;

use serde_json::{Map, Value};

pub(super) use entries::for_host;
pub(super) use file::own_entries;
pub use file::{check, current_cluster, merge, remove};

/// Which context is the current one after a merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Current {
    Ours,
    /// The one that was, if any.
    Kept,
}

/// A kubeconfig's values by key.
type Config = Map<String, Value>;
