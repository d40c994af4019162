//! One problem, as it is told.

use serde::Serialize;

use crate::cluster::ClusterState;

/// Something that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// A sentence.
    pub problem: String,
    /// What to do, with a command.
    pub remedy: String,
}

/// A command on the cluster, as it is to be typed.
pub fn command(state: &ClusterState, words: &str) -> String {
    format!("`devcluster --name {} {words}`", state.name)
}
