//! One word for the state of a cluster's containers.

use serde::Serialize;

use super::ClusterState;

/// Which of a cluster's containers run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Phase {
    /// All of them.
    Running,
    /// Some of them.
    Partial,
    /// None of them; some are frozen.
    Paused,
    /// None of them.
    Stopped,
    /// There is no control plane any more, only what is left of the cluster.
    Broken,
}

impl Phase {
    /// The phase of a cluster that is there.
    pub fn of(state: &ClusterState) -> Self {
        if state.first_control_plane().is_err() {
            Self::Broken
        } else if state.is_running() {
            Self::Running
        } else if state.nodes.iter().any(|node| node.running) {
            Self::Partial
        } else if state.nodes.iter().any(|node| node.paused) {
            Self::Paused
        } else {
            Self::Stopped
        }
    }

    /// As it is shown.
    pub fn name(self) -> &'static str {
        match self {
            Self::Running => "Running",
            Self::Partial => "Partial",
            Self::Paused => "Paused",
            Self::Stopped => "Stopped",
            Self::Broken => "Broken",
        }
    }
}
