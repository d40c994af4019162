//! What every command gets: the engine, a reporter, and how the user wants output.

use std::sync::Arc;

use super::invocation::Invocation;
use super::output::Output;
use crate::engine::Engine;
use crate::report::Reporter;

/// The outside world of one command.
pub struct Context {
    pub engine: Arc<dyn Engine>,
    pub reporter: Arc<dyn Reporter>,
    pub output: Output,
    /// Name given with `--name`, if any.
    pub name: Option<String>,
}

/// Name of the cluster where neither `--name` nor DEVCLUSTER nor the current context gives one.
const DEFAULT_NAME: &str = "dev";

impl Context {
    /// The cluster that the command is about: `--name`, then DEVCLUSTER (clap reads it), then the current context if
    /// it is one of ours, then `dev`.
    pub fn cluster_name(&self) -> String {
        self.name.clone().unwrap_or_else(implied_name)
    }

    /// How the next command on this cluster is to be typed.
    pub fn invocation(&self) -> Invocation {
        Invocation::of(self.name.as_deref())
    }
}

/// The cluster of a command that names none.
pub(super) fn implied_name() -> String {
    crate::cluster::kubeconfig::current_cluster(&crate::paths::kubeconfig()).unwrap_or_else(|| DEFAULT_NAME.to_owned())
}
