//! What is wrong with a cluster, and which command mends it.

use serde::Serialize;
use time::OffsetDateTime;

use crate::cluster::ready::SystemPods;
use crate::cluster::{Certificate, ClusterState, NodeState};

const MB: u64 = 1_000_000;
/// etcd reserves 64 MB at a time for its log, and ends where it gets none.
const FULL: u64 = 100 * MB;

/// Something that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// A sentence.
    pub problem: String,
    /// What to do, with a command.
    pub remedy: String,
}

/// What there is to judge by.
pub struct Evidence<'a> {
    pub state: &'a ClusterState,
    /// What the API server said, or why it did not; `None` where it was not asked.
    pub api: Option<Result<&'a SystemPods, &'a str>>,
    pub certificates: &'a [Certificate],
    /// Bytes that are free where the engine keeps volumes; `None` where nobody can tell.
    pub disk_free: Option<u64>,
    pub now: OffsetDateTime,
}

/// Everything that is wrong, the causes before what follows from them.
pub fn problems(evidence: &Evidence<'_>) -> Vec<Problem> {
    let mut found: Vec<_> = full_disk(evidence).into_iter().chain(containers(evidence.state)).collect();
    found.extend(closed_api(evidence.state));
    found.extend(closed_ports(evidence.state));
    found.extend(expired(evidence));
    match evidence.api {
        Some(Ok(system)) => found.extend(unready(evidence.state, system)),
        Some(Err(reason)) => found.push(silent_api(evidence.state, reason)),
        None => {}
    }
    found
}

fn full_disk(evidence: &Evidence<'_>) -> Option<Problem> {
    let free = evidence.disk_free.filter(|free| *free < FULL)?;
    Some(Problem {
        problem: format!("the disk where the engine keeps its volumes is full: {} MB are free", free / MB),
        remedy:
            "see what takes it with `docker system df`, and remove what nobody uses with `docker system prune`; the \
            cluster then goes on by itself within minutes"
                .to_owned(),
    })
}

/// A command on the cluster, as it is to be typed.
fn command(state: &ClusterState, words: &str) -> String {
    format!("`devcluster --name {} {words}`", state.name)
}

fn containers(state: &ClusterState) -> Vec<Problem> {
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
fn closed_api(state: &ClusterState) -> Option<Problem> {
    let problem = match &state.api {
        Some(api) if !api.running && state.is_running() => {
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
fn closed_ports(state: &ClusterState) -> Option<Problem> {
    let ports = state.ports.as_ref().filter(|ports| state.is_running() && !ports.running)?;
    Some(Problem {
        problem: format!("its host ports are closed: container {} does not run", ports.container),
        remedy: format!("open them again with {}", command(state, "start")),
    })
}

fn is_or_are(things: &[String]) -> String {
    match things {
        [] => "nothing is".to_owned(),
        [one] if one.starts_with("its") => format!("{one} is"),
        several => format!("{} are", several.join(", ")),
    }
}

fn expired(evidence: &Evidence<'_>) -> Option<Problem> {
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

fn silent_api(state: &ClusterState, reason: &str) -> Problem {
    let container = state.first_control_plane().map(|node| node.container.as_str()).unwrap_or_default();
    let stop = command(state, "stop");
    let start = command(state, "start");
    Problem {
        problem: format!("its API server does not answer: {reason}"),
        remedy: format!("see what the node says with `docker logs --tail 20 {container}`, or try {stop} and {start}"),
    }
}

fn unready(state: &ClusterState, system: &SystemPods) -> Vec<Problem> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::ready::{Readiness, SystemPod};
    use crate::cluster::state::PortsState;
    use crate::cluster::{ApiState, NodeRecord};
    use crate::config::{NodeRole, NodeSpec};

    fn node(name: &str, role: NodeRole, running: bool) -> NodeState {
        let spec = NodeSpec { name: name.into(), ..NodeSpec::new(role, 1) };
        NodeState { running, gone: false, ..NodeState::of_volumes("lab", "v1.36.3", NodeRecord::new(spec)) }
    }

    fn cluster(control_plane: bool, worker: bool) -> ClusterState {
        ClusterState {
            name: "lab".into(),
            nodes: vec![
                node("control-plane-1", NodeRole::ControlPlane, control_plane),
                node("worker-1", NodeRole::Worker, worker),
            ],
            network: Some("devcluster-lab".into()),
            volumes: vec!["one".into(), "two".into()],
            ..ClusterState::default()
        }
    }

    fn shown(state: &ClusterState, api: Option<Result<&SystemPods, &str>>, certificates: &[Certificate]) -> String {
        let now = OffsetDateTime::from_unix_timestamp(1_800_000_000).unwrap();
        let found = problems(&Evidence { state, api, certificates, disk_free: None, now });
        found.iter().map(|problem| format!("{}\n  {}", problem.problem, problem.remedy)).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn a_full_disk_comes_before_what_follows_from_it() {
        let state = cluster(true, true);
        let silent = Some(Err("it is not ready for etcd"));
        let now = OffsetDateTime::UNIX_EPOCH;
        let found = |disk_free| {
            let found = problems(&Evidence { state: &state, api: silent, certificates: &[], disk_free, now });
            found.into_iter().map(|problem| problem.problem).collect::<Vec<_>>().join("\n")
        };
        insta::assert_snapshot!(found(Some(1_500_000)), @r"
        the disk where the engine keeps its volumes is full: 1 MB are free
        its API server does not answer: it is not ready for etcd
        ");
        assert!(!found(Some(FULL)).contains("disk") && !found(None).contains("disk"));
    }

    #[test]
    fn nodes_that_do_not_run_are_started() {
        insta::assert_snapshot!(shown(&cluster(false, false), None, &[]), @r"
        it is stopped
          start it again with `devcluster --name lab start`
        ");
        insta::assert_snapshot!(shown(&cluster(true, false), None, &[]), @r"
        node worker-1 does not run
          start it again with `devcluster --name lab start`
        ");
    }

    #[test]
    fn ports_are_open_where_the_nodes_run() {
        let closed = |running| {
            let mut state = cluster(true, running);
            let container = "devcluster-lab-ports".into();
            state.ports = Some(PortsState { container, ports: Vec::new(), running: false });
            shown(&state, None, &[])
        };
        insta::assert_snapshot!(closed(true), @r"
        its host ports are closed: container devcluster-lab-ports does not run
          open them again with `devcluster --name lab start`
        ");
        insta::assert_snapshot!(closed(false), @r"
        node worker-1 does not run
          start it again with `devcluster --name lab start`
        ");
    }

    #[test]
    fn the_way_to_several_control_planes_is_watched() {
        let mut state = cluster(true, true);
        state.nodes[1] = node("control-plane-2", NodeRole::ControlPlane, true);
        insta::assert_snapshot!(shown(&state, None, &[]), @r"
        the way to its API servers is closed: the container that leads there is gone
          open it again with `devcluster --name lab start`
        ");
        let endpoint = "127.0.0.1:6443".parse().unwrap();
        state.api = Some(ApiState { container: "devcluster-lab-api".into(), endpoint, running: false, started: None });
        insta::assert_snapshot!(shown(&state, None, &[]), @r"
        the way to its API servers is closed: container devcluster-lab-api does not run
          open it again with `devcluster --name lab start`
        ");
    }

    #[test]
    fn what_is_left_without_a_control_plane_is_removed() {
        let mut broken = cluster(false, true);
        broken.nodes[0].gone = true;
        insta::assert_snapshot!(shown(&broken, None, &[]), @r"
        the container of its control plane is gone; its volumes are there
          bring it back with `devcluster --name lab start`
        ");
        broken.nodes.remove(0);
        insta::assert_snapshot!(shown(&broken, None, &[]), @r"
        its control plane is gone, with its volumes; its network, 2 of its volumes, 1 of its workers are left
          remove the rest with `devcluster --name lab delete` and start anew
        ");
        broken.nodes.clear();
        broken.volumes.clear();
        insta::assert_snapshot!(shown(&broken, None, &[]), @r"
        its control plane is gone, with its volumes; its network is left
          remove the rest with `devcluster --name lab delete` and start anew
        ");
    }

    #[test]
    fn an_api_server_that_is_silent_and_certificates_that_expired() {
        let expires = OffsetDateTime::from_unix_timestamp(1_700_000_000).unwrap();
        let certificate = |name: &str| Certificate {
            node: "control-plane-1".into(),
            name: name.into(),
            expires,
            renewed_from: (name != "ca").then_some(expires),
        };
        let certificates = [certificate("apiserver"), certificate("ca")];
        insta::assert_snapshot!(shown(&cluster(true, true), Some(Err("connection refused")), &certificates), @r"
        certificate apiserver of node control-plane-1 has expired on 2023-11-14, and 1 more
          renew it with `devcluster --name lab restart`
        its API server does not answer: connection refused
          see what the node says with `docker logs --tail 20 devcluster-lab-control-plane-1`, or try `devcluster --name lab stop` and `devcluster --name lab start`
        ");
    }

    #[test]
    fn what_is_not_ready_is_described() {
        let ready = |name: &str, ready| Readiness { name: name.into(), ready, state: "NotReady".into() };
        let pod_on = |node: &str, name: &str, state: &str| SystemPod {
            name: name.into(),
            ready: state == "Running",
            state: state.into(),
            node: Some(node.into()),
            restarts: 0,
        };
        let others = ["etcd-", "kube-apiserver-", "kube-controller-manager-", "kube-proxy-"];
        let mut pods: Vec<_> =
            others.iter().map(|name| pod_on("control-plane-1", &format!("{name}x"), "Running")).collect();
        pods.push(pod_on("worker-1", "kube-proxy-y", "Running"));
        pods.push(pod_on("worker-1", "coredns-1", "ImagePullBackOff"));
        let nodes = vec![ready("control-plane-1", true), ready("worker-1", false)];
        insta::assert_snapshot!(shown(&cluster(true, true), Some(Ok(&SystemPods { nodes, pods })), &[]), @r"
        node worker-1 is not ready
          see why with `devcluster --name lab kubectl -- describe node worker-1`
        there is no pod kube-scheduler-* on control-plane-1
          see what the cluster does with `devcluster --name lab kubectl -- get events -n kube-system`
        pod coredns-1 is ImagePullBackOff
          see why with `devcluster --name lab kubectl -- describe pod coredns-1 -n kube-system`
        ");
    }
}
