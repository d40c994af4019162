//! What `start` has to do.

use crate::cluster::state::ClusterState;
use crate::config::Cluster;

/// The way from what is there to a running cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StartPlan {
    /// Nothing is there: make everything.
    Create,
    /// All nodes are there; these containers are to be started, or to go on where they are paused.
    Resume(Vec<String>),
    /// All nodes run.
    Nothing,
    /// What is there can't become what is wanted, and why.
    Conflict(String),
}

/// Compares what is wanted with what is there.
pub fn plan_start(wanted: &Cluster, observed: &ClusterState) -> StartPlan {
    if observed.is_absent() {
        return StartPlan::Create;
    }
    if let Some(missing) = wanted.nodes.iter().find(|node| !observed.nodes.iter().any(|there| there.name == node.name))
    {
        return StartPlan::Conflict(format!("parts of it are there, but node `{}` is not", missing.name));
    }
    if let Some(other) = observed.nodes.iter().find(|node| node.kubernetes_version != wanted.kubernetes_version) {
        return StartPlan::Conflict(format!(
            "node `{}` runs Kubernetes {}, not {}",
            other.name, other.kubernetes_version, wanted.kubernetes_version
        ));
    }
    let stopped: Vec<_> =
        observed.nodes.iter().filter(|node| !node.running).map(|node| node.container.clone()).collect();
    if stopped.is_empty() { StartPlan::Nothing } else { StartPlan::Resume(stopped) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::state::NodeState;
    use crate::config::{NodeRole, named};

    fn observed(running: bool) -> ClusterState {
        ClusterState {
            name: "dev".into(),
            nodes: vec![NodeState {
                name: "control-plane-1".into(),
                container: "devcluster-dev-control-plane-1".into(),
                role: NodeRole::ControlPlane,
                kubernetes_version: crate::config::KUBERNETES_VERSION.into(),
                address: None,
                api_port: None,
                running,
                paused: false,
                started: None,
            }],
            network: Some("devcluster-dev".into()),
            volumes: Vec::new(),
            ports: None,
        }
    }

    #[test]
    fn each_state_has_its_plan() {
        let wanted = named("dev").unwrap();
        let container = "devcluster-dev-control-plane-1".to_owned();
        assert_eq!(plan_start(&wanted, &ClusterState::default()), StartPlan::Create);
        assert_eq!(plan_start(&wanted, &observed(false)), StartPlan::Resume(vec![container]));
        assert_eq!(plan_start(&wanted, &observed(true)), StartPlan::Nothing);
    }

    #[test]
    fn what_is_paused_is_to_go_on() {
        let mut paused = observed(false);
        paused.nodes[0].paused = true;
        assert!(matches!(plan_start(&named("dev").unwrap(), &paused), StartPlan::Resume(_)));
    }

    #[test]
    fn leftovers_without_their_node_are_a_conflict() {
        let leftovers = ClusterState { nodes: Vec::new(), ..observed(false) };
        assert!(matches!(plan_start(&named("dev").unwrap(), &leftovers), StartPlan::Conflict(_)));
    }

    #[test]
    fn another_version_is_a_conflict() {
        let mut other = observed(true);
        other.nodes[0].kubernetes_version = "v1.35.0".into();
        assert!(matches!(plan_start(&named("dev").unwrap(), &other), StartPlan::Conflict(_)));
    }
}
