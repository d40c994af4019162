//! Nodes of a cluster by their names.

use crate::cluster::{ClusterError, ClusterState, NodeState};

/// The nodes with these names; all where none is named.
pub fn select<'a>(state: &'a ClusterState, names: &[String]) -> Result<Vec<&'a NodeState>, ClusterError> {
    if names.is_empty() {
        return Ok(state.nodes.iter().collect());
    }
    names.iter().map(|name| state.node(name)).collect()
}

/// As a step tells them.
pub fn listed(nodes: &[&NodeState]) -> String {
    nodes.iter().map(|node| node.name.as_str()).collect::<Vec<_>>().join(", ")
}
