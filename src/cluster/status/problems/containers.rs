//! Containers that do not run, or are gone.

use super::Problem;
use super::problem::command;
use crate::cluster::{ClusterState, NodeState, names};

/// Nodes that do not run.
pub fn containers(state: &ClusterState) -> Vec<Problem> {
    if state.first_control_plane().is_err() {
        return vec![without_control_plane(state)];
    }
    let gone = not_running(
        state,
        |node| node.gone,
        "gone, but for its volumes",
        "is gone, but for its volumes",
        "are gone, but for their volumes",
    );
    let stopped =
        not_running(state, |node| !node.running && !node.paused && !node.gone, "stopped", "does not run", "do not run");
    let paused = not_running(state, |node| node.paused, "paused", "is paused", "are paused");
    let stopped =
        stopped.map(|problem| Problem { problem, remedy: format!("start it again with {}", command(state, "start")) });
    let paused =
        paused.map(|problem| Problem { problem, remedy: format!("let it go on with {}", command(state, "unpause")) });
    let gone =
        gone.map(|problem| Problem { problem, remedy: format!("bring it back with {}", command(state, "start")) });
    gone.into_iter().chain(stopped).chain(paused).collect()
}

/// What is left without a container of a control plane: it comes back where its volumes are there.
fn without_control_plane(state: &ClusterState) -> Problem {
    if state.control_planes().next().is_some() {
        return Problem {
            problem: "the container of its control plane is gone; its volumes are there".to_owned(),
            remedy: format!("bring it back with {}", command(state, "start")),
        };
    }
    let left = [
        state.network.is_some().then(|| "its network".to_owned()),
        (!state.volumes.is_empty()).then(|| format!("{} of its volumes", state.volumes.len())),
        (!state.nodes.is_empty()).then(|| format!("{} of its workers", state.nodes.len())),
    ];
    let left: Vec<_> = left.into_iter().flatten().collect();
    Problem {
        problem: format!("its control plane is gone, with its volumes; {} left", is_or_are(&left)),
        remedy: format!("remove the rest with {} and start anew", command(state, "delete")),
    }
}

/// A sentence on the nodes that `concerns` is true of; `all`, `one` and `several` say how they are.
fn not_running(
    state: &ClusterState,
    concerns: impl Fn(&NodeState) -> bool,
    all: &str,
    one: &str,
    several: &str,
) -> Option<String> {
    let names: Vec<_> = state.nodes.iter().filter(|node| concerns(node)).map(|node| node.name.as_str()).collect();
    match names.as_slice() {
        [] => None,
        every if every.len() == state.nodes.len() => Some(format!("it is {all}")),
        [name] => Some(format!("node {name} {one}")),
        names => Some(format!("nodes {} {several}", names.join(", "))),
    }
}

/// Several control planes are reached by way of one container.
pub fn closed_api(state: &ClusterState) -> Option<Problem> {
    let problem = match &state.api {
        Some(api) if !api.running && state.control_planes().any(|node| node.running) => {
            format!("the way to its API servers is closed: container {} does not run", api.container)
        }
        None if state.control_planes().count() > 1 => {
            "the way to its API servers is closed: the container that leads there is gone".to_owned()
        }
        _ => return None,
    };
    Some(Problem { problem, remedy: format!("open it again with {}", command(state, "start")) })
}

/// They belong to a cluster whose nodes run; without those, ports lead nowhere anyway.
pub fn closed_ports(state: &ClusterState) -> Option<Problem> {
    let ports = state.ports.as_ref().filter(|ports| state.is_running() && !ports.running)?;
    Some(Problem {
        problem: format!("its host ports are closed: container {} does not run", ports.container),
        remedy: format!("open them again with {}", command(state, "start")),
    })
}

/// Without the one, whole images move; without the other, pods wait for a load.
pub fn resting_images(state: &ClusterState) -> Option<Problem> {
    if !state.is_running() {
        return None;
    }
    let registry = state.registry.as_ref()?;
    let bridge = state.bridge.as_ref();
    let problem = if !registry.running {
        format!("images move whole, not by layer: container {} does not run", registry.container)
    } else if registry.shared && bridge.is_none_or(|bridge| !bridge.running) {
        format!("pods get no images of the engine by themselves: container {} does not run", names::bridge(&state.name))
    } else {
        return None;
    };
    Some(Problem { problem, remedy: format!("start it again with {}", command(state, "start")) })
}

fn is_or_are(things: &[String]) -> String {
    match things {
        [] => "nothing is".to_owned(),
        [one] if one.starts_with("its") => format!("{one} is"),
        several => format!("{} are", several.join(", ")),
    }
}
