//! The nodes whose images are meant.

use crate::cluster::{ClusterError, ClusterState, NodeState};
use crate::image::transfer::Node;

/// Nodes that can be asked, and those that can't now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChosenNodes {
    pub running: Vec<Node>,
    /// Names of nodes that do not run.
    pub resting: Vec<String>,
}

/// The node of that name, or all of them; an error where none of them runs.
pub fn choose_nodes(cluster: &ClusterState, name: Option<&str>) -> Result<ChosenNodes, ClusterError> {
    let chosen = match name {
        Some(name) => vec![cluster.node(name)?],
        None => cluster.nodes.iter().collect(),
    };
    let (running, resting): (Vec<_>, Vec<_>) = chosen.into_iter().partition(|node| node.running);
    if running.is_empty() {
        return Err(at_rest(cluster, name.and(resting.first().copied())));
    }
    let node = |node: &NodeState| Node { name: node.name.clone(), container: node.container.clone() };
    Ok(ChosenNodes {
        running: running.into_iter().map(node).collect(),
        resting: resting.into_iter().map(|node| node.name.clone()).collect(),
    })
}

fn at_rest(cluster: &ClusterState, node: Option<&NodeState>) -> ClusterError {
    let name = cluster.name.clone();
    match node {
        Some(node) if node.gone => ClusterError::NodeGone { cluster: name, node: node.name.clone() },
        Some(node) => ClusterError::NodeStopped { cluster: name, node: node.name.clone() },
        None if cluster.nodes.iter().any(|node| node.paused) => ClusterError::Paused { name },
        None => ClusterError::Stopped { name },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::NodeRecord;
    use crate::config::{NodeRole, NodeSpec};

    fn cluster(running: &[(&str, bool)]) -> ClusterState {
        let node = |&(name, running): &(&str, bool)| {
            let record = NodeRecord::new(NodeSpec { name: name.into(), ..NodeSpec::new(NodeRole::Worker, 1) });
            NodeState { running, gone: false, ..NodeState::of_volumes("lab", "v1.36.3", record) }
        };
        ClusterState { name: "lab".into(), nodes: running.iter().map(node).collect(), ..ClusterState::default() }
    }

    #[test]
    fn nodes_that_run_are_asked() {
        let chosen = choose_nodes(&cluster(&[("a", true), ("b", false)]), None).unwrap();
        assert_eq!(
            (chosen.running[0].container.as_str(), chosen.resting.as_slice()),
            ("devcluster-lab-a", ["b".into()].as_slice())
        );
        let message = |cluster: &ClusterState, name| choose_nodes(cluster, name).unwrap_err().to_string();
        let lab = cluster(&[("a", true), ("b", false)]);
        assert_eq!(message(&lab, Some("b")), "node `b` of cluster `lab` does not run");
        assert_eq!(message(&lab, Some("c")), "there is no node `c`; there are a, b");
        assert_eq!(message(&cluster(&[("a", false)]), None), "cluster `lab` is stopped");
    }
}
