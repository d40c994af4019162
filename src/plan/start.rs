//! What `start` has to do.

use crate::cluster::state::{ClusterState, NodeState};
use crate::config::{Cluster, NodeSpec};

/// What a `start` was told of the cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Nothing: what is there is wanted.
    Nothing,
    /// Numbers of nodes or of their GPUs.
    Numbers,
    /// All of it, by a file.
    File,
}

/// The way from what is there to a running cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StartPlan {
    /// Nothing is there: make everything.
    Create,
    /// It is there, perhaps not whole.
    Complete(Completion),
    /// What is there can't become what is wanted, and why.
    Conflict(String),
}

/// What a cluster that is there lacks; nothing of it where all of it runs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Completion {
    /// Its network is gone, and with it the way of its containers to each other: they are made anew on another.
    pub network: bool,
    /// Nodes of which only volumes are left.
    pub remake: Vec<String>,
    /// Nodes that are to be started, or to go on where they are paused.
    pub wake: Vec<String>,
    /// Nodes that are wanted and were never there.
    pub add: Vec<NodeSpec>,
    /// Nodes that stay although they were made otherwise than they are wanted.
    pub other: Vec<String>,
}

/// Compares what is wanted with what is there. Nodes that are there and not wanted stay; those that are wanted and are
/// not there are added where they were `asked` for.
pub fn plan_start(wanted: &Cluster, observed: &ClusterState, asked: Asked) -> StartPlan {
    if observed.nodes.is_empty() {
        return if observed.is_absent() { StartPlan::Create } else { StartPlan::Complete(Completion::default()) };
    }
    if let Some(other) = observed.nodes.iter().find(|node| node.kubernetes_version != wanted.kubernetes_version) {
        return StartPlan::Conflict(format!(
            "node `{}` runs Kubernetes {}, not {}",
            other.name, other.kubernetes_version, wanted.kubernetes_version
        ));
    }
    let network = observed.network.is_none();
    let there = |spec: &&NodeSpec| observed.nodes.iter().any(|node| node.name == spec.name);
    let is_other = |node: &&NodeState| {
        let there = &node.record.spec;
        wanted.nodes.iter().any(|spec| spec.name == node.name && differs(spec, there, asked))
    };
    let names = |concerns: fn(&NodeState, bool) -> bool| {
        observed.nodes.iter().filter(|node| concerns(node, network)).map(|node| node.name.clone()).collect()
    };
    StartPlan::Complete(Completion {
        network,
        remake: names(|node, network| node.gone || network),
        wake: names(|node, network| !node.running || network),
        add: wanted.nodes.iter().filter(|spec| asked != Asked::Nothing && !there(spec)).cloned().collect(),
        other: observed.nodes.iter().filter(is_other).map(|node| node.name.clone()).collect(),
    })
}

/// Whether a node that is there is not as it was asked for.
fn differs(wanted: &NodeSpec, there: &NodeSpec, asked: Asked) -> bool {
    match asked {
        Asked::Nothing => false,
        Asked::Numbers => wanted.gpus.is_some() && wanted.gpus != there.gpus,
        Asked::File => wanted != there,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::state::NodeRecord;
    use crate::config::{KUBERNETES_VERSION, NodeRole, named};

    fn observed(running: bool) -> ClusterState {
        let record = NodeRecord::new(NodeSpec::new(NodeRole::ControlPlane, 1));
        let node = NodeState { running, gone: false, ..NodeState::of_volumes("dev", KUBERNETES_VERSION, record) };
        ClusterState {
            name: "dev".into(),
            nodes: vec![node],
            network: Some("devcluster-dev".into()),
            ..ClusterState::default()
        }
    }

    fn completion(observed: &ClusterState) -> Completion {
        match plan_start(&named("dev").unwrap(), observed, Asked::Nothing) {
            StartPlan::Complete(completion) => completion,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn each_state_has_its_plan() {
        let name = || vec!["control-plane-1".to_owned()];
        assert_eq!(plan_start(&named("dev").unwrap(), &ClusterState::default(), Asked::Nothing), StartPlan::Create);
        assert_eq!(completion(&observed(true)), Completion::default());
        assert_eq!(completion(&observed(false)), Completion { wake: name(), ..Completion::default() });
        let mut gone = observed(false);
        gone.nodes[0].gone = true;
        assert_eq!(completion(&gone), Completion { remake: name(), wake: name(), ..Completion::default() });
        let pruned = ClusterState { network: None, ..observed(true) };
        let all = Completion { network: true, remake: name(), wake: name(), ..Completion::default() };
        assert_eq!(completion(&pruned), all);
    }

    #[test]
    fn what_is_paused_is_to_go_on() {
        let mut paused = observed(false);
        paused.nodes[0].paused = true;
        assert_eq!(completion(&paused).wake, ["control-plane-1"]);
    }

    #[test]
    fn nodes_that_are_asked_for_are_added() {
        let mut wanted = named("dev").unwrap();
        wanted.nodes.push(NodeSpec::new(NodeRole::Worker, 1));
        assert_eq!(plan_start(&wanted, &observed(true), Asked::Nothing), StartPlan::Complete(Completion::default()));
        let plan = plan_start(&wanted, &observed(true), Asked::Numbers);
        assert_eq!(plan, StartPlan::Complete(Completion { add: wanted.nodes.split_off(1), ..Completion::default() }));
    }

    #[test]
    fn nodes_that_a_file_wants_otherwise_are_told() {
        let mut wanted = named("dev").unwrap();
        wanted.nodes[0].memory = Some(1 << 30);
        let told = |asked| match plan_start(&wanted, &observed(true), asked) {
            StartPlan::Complete(completion) => completion.other,
            other => panic!("{other:?}"),
        };
        assert_eq!(told(Asked::File), ["control-plane-1"]);
        assert_eq!(told(Asked::Numbers), [""; 0]);
    }

    #[test]
    fn leftovers_without_a_node_are_no_conflict() {
        let leftovers = ClusterState { nodes: Vec::new(), ..observed(false) };
        assert_eq!(completion(&leftovers), Completion::default());
    }

    #[test]
    fn another_version_is_a_conflict() {
        let mut other = observed(true);
        other.nodes[0].kubernetes_version = "v1.35.0".into();
        assert!(matches!(plan_start(&named("dev").unwrap(), &other, Asked::Nothing), StartPlan::Conflict(_)));
    }
}
