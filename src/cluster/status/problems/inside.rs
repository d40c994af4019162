//! What is wrong with nodes that run: their disk, certificates, API server and system pods.

use super::Problem;
use super::list::Evidence;
use super::problem::command;
use crate::cluster::objects::DeadApi;
use crate::cluster::ready::SystemPods;
use crate::cluster::{Certificate, ClusterState, NodeState};

const MB: u64 = 1_000_000;
/// etcd reserves 64 MB at a time for its log, and ends where it gets none.
pub(super) const FULL: u64 = 100 * MB;

/// Nothing can be written any more.
pub fn full_disk(evidence: &Evidence<'_>) -> Option<Problem> {
    let free = evidence.disk_free.filter(|free| *free < FULL)?;
    Some(Problem {
        problem: format!("the disk where the engine keeps its volumes is full: {} MB are free", free / MB),
        remedy:
            "see what takes it with `docker system df`, and remove what nobody uses with `docker system prune`; the \
            cluster then goes on by itself within minutes"
                .to_owned(),
    })
}

/// Certificates that `start` would renew, or could not.
pub fn expired(evidence: &Evidence<'_>) -> Option<Problem> {
    let ends = |one: &&Certificate| one.expires <= evidence.now || one.is_due(evidence.now);
    let ending: Vec<_> = evidence.certificates.iter().filter(ends).collect();
    let first = ending.first()?;
    let others = match ending.len() {
        1 => String::new(),
        number => format!(", and {} more", number - 1),
    };
    let (name, node, date) = (&first.name, &first.node, first.expires.date());
    let ends = if first.expires <= evidence.now { "has expired" } else { "expires" };
    let remedy = match first.renewed_from {
        Some(_) => format!("renew it with {}", command(evidence.state, "restart")),
        None => format!("delete it with {} and start anew", command(evidence.state, "delete")),
    };
    Some(Problem { problem: format!("certificate {name} of node {node} {ends} on {date}{others}"), remedy })
}

/// The API server gives no answer.
pub fn silent_api(state: &ClusterState, reason: &str) -> Problem {
    let container = state.first_control_plane().map(|node| node.container.as_str()).unwrap_or_default();
    let stop = command(state, "stop");
    let start = command(state, "start");
    Problem {
        problem: format!("its API server does not answer: {reason}"),
        remedy: format!("see what the node says with `docker logs --tail 20 {container}`, or try {stop} and {start}"),
    }
}

/// Nodes and system pods that are not ready.
pub fn unready(state: &ClusterState, system: &SystemPods) -> Vec<Problem> {
    let node = |node: &NodeState| {
        let ready = system.nodes.iter().any(|there| there.name == node.name && there.ready);
        (node.running && !ready).then(|| Problem {
            problem: format!("node {} is not ready", node.name),
            remedy: format!("see why with {}", command(state, &format!("kubectl -- describe node {}", node.name))),
        })
    };
    let absent = system.absent(state).map(|name| Problem {
        problem: format!("there is no pod {name}"),
        remedy: format!("see what the cluster does with {}", command(state, "kubectl -- get events -n kube-system")),
    });
    let pods = system.pods.iter().filter(|pod| !pod.ready).map(|pod| Problem {
        problem: format!("pod {} is {}", pod.name, pod.state),
        remedy: format!(
            "see why with {}",
            command(state, &format!("kubectl -- describe pod {} -n kube-system", pod.name))
        ),
    });
    state.nodes.iter().filter_map(node).chain(absent).chain(pods).collect()
}

/// An API that nobody serves: whoever asks for all kinds there are, as the end of a namespace does, waits for it.
pub fn dead(state: &ClusterState, api: &DeadApi) -> Problem {
    Problem {
        problem: format!("API {} is not served, and no namespace can go until it is: {}", api.name, api.reason),
        remedy: format!(
            "see which service it is with {}, or remove it with {}",
            command(state, &format!("kubectl -- describe apiservice {}", api.name)),
            command(state, &format!("kubectl -- delete apiservice {}", api.name))
        ),
    }
}
