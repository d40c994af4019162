//! Waiting for a cluster: the API server, then the node and every system pod.

use std::time::Duration;

use k8s_openapi::api::coordination::v1::Lease;
use k8s_openapi::api::core::v1::{Node, Pod};
use k8s_openapi::api::resource::v1::ResourceSlice;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;
use kube::Api;
use kube::api::ListParams;
use serde::Serialize;
use tokio::time::{Instant, sleep, timeout};

use super::gpus::{gpu_slices, has_its_gpus};
use super::{ClusterError, ClusterState, Kube, NodeState, api_reason};
use crate::config::{Gpus, NodeRole};

/// Without the checks that look only after a wait of 1 s, for roles and priority classes that a new etcd begins with
/// (images/node/seed.sh).
const READYZ: &str = "/readyz?exclude=poststarthook/rbac/bootstrap-roles&\
    exclude=poststarthook/scheduling/bootstrap-system-priority-classes";
const API_INTERVAL: Duration = Duration::from_millis(20);
const READY_INTERVAL: Duration = Duration::from_millis(50);
/// A connection that was made while what it leads to came up may stay silent: the next one does better.
const TRY_LIMIT: Duration = Duration::from_secs(5);
/// Intervals grow to this part of the wait until then: on a slow machine, looking takes from what is waited for.
const INTERVAL_PART: u32 = 100;
/// What a cluster of kubeadm has in kube-system, by the beginning of the pods' names: somewhere, on every node, on every
/// control plane.
const ANYWHERE: [&str; 1] = ["coredns-"];
const ON_NODES: [&str; 1] = ["kube-proxy-"];
const ON_CONTROL_PLANES: [&str; 4] = ["etcd-", "kube-apiserver-", "kube-controller-manager-", "kube-scheduler-"];

/// The state of a cluster's nodes and system pods.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SystemPods {
    pub nodes: Vec<Readiness>,
    pub pods: Vec<SystemPod>,
}

/// Whether one thing is ready, and in which state it is.
#[derive(Debug, Clone, Serialize)]
pub struct Readiness {
    pub name: String,
    pub ready: bool,
    pub state: String,
}

/// A pod of kube-system.
#[derive(Debug, Clone, Serialize)]
pub struct SystemPod {
    pub name: String,
    pub ready: bool,
    pub state: String,
    /// Where it runs.
    pub node: Option<String>,
    /// Restarts of all of its containers.
    pub restarts: i32,
}

impl SystemPods {
    /// Whether all nodes of a cluster and all system pods are there and ready.
    pub fn is_complete(&self, cluster: &ClusterState) -> bool {
        let there = self.nodes.len() >= cluster.nodes.len() && self.absent(cluster).next().is_none();
        there && self.unready().next().is_none()
    }

    /// Pods that the running nodes of a cluster have to have and have not, `etcd-* on control-plane-1`.
    pub fn absent(&self, cluster: &ClusterState) -> impl Iterator<Item = String> {
        let is_there = |prefix: &str, node: &str| {
            let mut pods = self.pods.iter().filter(|pod| pod.name.starts_with(prefix));
            pods.any(|pod| pod.node.as_deref() == Some(node))
        };
        let of_node = |node: &NodeState| {
            let statics: &[&str] = if node.role == NodeRole::ControlPlane { &ON_CONTROL_PLANES } else { &[] };
            let absent = ON_NODES.iter().chain(statics).filter(|prefix| !is_there(prefix, &node.name));
            absent.map(|prefix| format!("{prefix}* on {}", node.name)).collect::<Vec<_>>()
        };
        let anywhere = ANYWHERE.iter().filter(|prefix| !self.pods.iter().any(|pod| pod.name.starts_with(**prefix)));
        let mut absent: Vec<_> = anywhere.map(|prefix| format!("{prefix}*")).collect();
        absent.extend(cluster.nodes.iter().filter(|node| node.running).flat_map(of_node));
        absent.into_iter()
    }

    /// Leaves out nodes that are not among these, and pods on them: of a node that was lost the API server knows on.
    fn keep(&mut self, names: &[&str]) {
        self.nodes.retain(|node| names.contains(&node.name.as_str()));
        self.pods.retain(|pod| pod.node.as_ref().is_none_or(|node| names.contains(&node.as_str())));
    }

    /// Names and states of what is there but not ready.
    fn unready(&self) -> impl Iterator<Item = (&str, &str)> {
        let nodes = self.nodes.iter().filter(|node| !node.ready).map(|node| (node.name.as_str(), node.state.as_str()));
        let pods = self.pods.iter().filter(|pod| !pod.ready).map(|pod| (pod.name.as_str(), pod.state.as_str()));
        nodes.chain(pods)
    }

    /// What is not ready yet.
    fn missing(&self, cluster: &ClusterState) -> String {
        let absent = self.absent(cluster).map(|name| format!("{name} is not there"));
        let unready = self.unready().map(|(name, state)| format!("{name} is {state}"));
        absent.chain(unready).collect::<Vec<_>>().join(", ")
    }
}

/// Waits until the API server says that it is ready, but for what its etcd is seeded with.
pub async fn wait_for_api(kube: &Kube, limit: Duration) -> Result<(), ClusterError> {
    let begun = Instant::now();
    loop {
        let request = http_get(READYZ);
        let last = match timeout(TRY_LIMIT, kube.client.request_text(request)).await {
            Ok(Ok(_)) => return Ok(()),
            Ok(Err(error)) => innermost(&error),
            Err(_) => no_answer(),
        };
        if begun.elapsed() >= limit {
            return Err(ClusterError::TimedOut {
                what: "the API server is not ready".to_owned(),
                seconds: limit.as_secs(),
                last,
            });
        }
        sleep(interval(API_INTERVAL, begun)).await;
    }
}

/// Fails where the API server is not ready: it answers from memory though its etcd is gone.
pub async fn check_api(kube: &Kube) -> Result<(), String> {
    let answer = kube.client.request_text(http_get(READYZ)).await;
    answer.map(drop).map_err(|error| {
        let said = api_reason(error);
        let failed: Vec<_> = said.lines().filter_map(|line| line.strip_prefix("[-]")?.split(' ').next()).collect();
        if failed.is_empty() { said } else { format!("it is not ready for {}", failed.join(", ")) }
    })
}

/// Waits until components lead that elect a leader by a Lease of their own name.
pub async fn wait_for_leaders(kube: &Kube, components: &[&str], limit: Duration) -> Result<(), ClusterError> {
    let leases: Api<Lease> = Api::namespaced(kube.client.clone(), "kube-system");
    let begun = Instant::now();
    loop {
        let last = match leases.list(&ListParams::default()).await {
            Err(error) => innermost(&error),
            Ok(there) => {
                let leads = |name: &&str| there.iter().any(|lease| lease.metadata.name.as_deref() == Some(name));
                match components.iter().find(|name| !leads(name)) {
                    None => return Ok(()),
                    Some(name) => format!("{name} has no lease"),
                }
            }
        };
        if begun.elapsed() >= limit {
            let what = "the control plane has no leaders".to_owned();
            return Err(ClusterError::TimedOut { what, seconds: limit.as_secs(), last });
        }
        sleep(interval(READY_INTERVAL, begun)).await;
    }
}

/// Waits until all nodes and every pod of kube-system are ready; `seen` gets each new list of what is missing.
pub async fn wait_until_ready(
    kube: &Kube,
    cluster: &ClusterState,
    limit: Duration,
    seen: impl FnMut(&str),
) -> Result<(), ClusterError> {
    let names: Vec<_> = cluster.nodes.iter().map(|node| node.name.as_str()).collect();
    wait_until(kube, cluster, limit, seen, |mut system| {
        system.keep(&names);
        (!system.is_complete(cluster)).then(|| system.missing(cluster))
    })
    .await
}

/// As `wait_until_ready`, for some nodes and the system pods on them.
pub async fn wait_until_nodes_ready(
    kube: &Kube,
    cluster: &ClusterState,
    names: &[&str],
    limit: Duration,
    seen: impl FnMut(&str),
) -> Result<(), ClusterError> {
    wait_until(kube, cluster, limit, seen, |mut system| {
        system.keep(names);
        system.pods.retain(|pod| pod.node.is_some());
        let mut some = cluster.clone();
        some.nodes.retain(|node| names.contains(&node.name.as_str()));
        let absent: Vec<_> = system.absent(&some).filter(|pod| pod.contains(" on ")).collect();
        let unready = system.unready().map(|(name, state)| format!("{name} is {state}"));
        let missing: Vec<_> = absent.iter().map(|pod| format!("{pod} is not there")).chain(unready).collect();
        (system.nodes.len() < names.len() || !missing.is_empty()).then(|| missing.join(", "))
    })
    .await
}

/// Looks until `missing` tells of nothing more.
async fn wait_until(
    kube: &Kube,
    cluster: &ClusterState,
    limit: Duration,
    mut seen: impl FnMut(&str),
    missing: impl Fn(SystemPods) -> Option<String>,
) -> Result<(), ClusterError> {
    let begun = Instant::now();
    let mut last = String::new();
    loop {
        let missing = match timeout(TRY_LIMIT, system_pods(kube, cluster)).await {
            Ok(Ok(system)) => match missing(system) {
                None => return Ok(()),
                Some(missing) => missing,
            },
            Ok(Err(error)) => error.to_string(),
            Err(_) => no_answer(),
        };
        if missing != last {
            seen(&missing);
            last = missing;
        }
        if begun.elapsed() >= limit {
            return Err(ClusterError::TimedOut {
                what: "the cluster is not ready".to_owned(),
                seconds: limit.as_secs(),
                last,
            });
        }
        sleep(interval(READY_INTERVAL, begun)).await;
    }
}

/// Nodes and system pods as the API server has them now. After a restart it has at first what was true before: a
/// node is ready only by a heartbeat since its container started, a pod only by containers started since then.
pub async fn system_pods(kube: &Kube, cluster: &ClusterState) -> Result<SystemPods, ClusterError> {
    let fail = |error| ClusterError::Api { action: "list nodes and system pods".to_owned(), source: Box::new(error) };
    // Resource version 0 is answered from the API server's cache, without a read of etcd.
    let params = ListParams::default().match_any();
    let nodes: Api<Node> = Api::all(kube.client.clone());
    let pods: Api<Pod> = Api::namespaced(kube.client.clone(), "kube-system");
    // Only where they say something of a node: it is one request more.
    let are_claimed = |node: &NodeState| node.record.spec.gpus.as_ref().is_some_and(Gpus::are_claimed);
    let slices =
        async { if cluster.nodes.iter().any(are_claimed) { gpu_slices(&kube.client).await } else { Ok(Vec::new()) } };
    let (nodes, pods, slices) = tokio::try_join!(nodes.list(&params), pods.list(&params), slices).map_err(fail)?;
    Ok(SystemPods {
        nodes: nodes.iter().map(|node| node_readiness(node, cluster, &slices)).collect(),
        pods: pods.iter().map(|pod| pod_readiness(pod, cluster)).collect(),
    })
}

fn node_readiness(node: &Node, cluster: &ClusterState, slices: &[ResourceSlice]) -> Readiness {
    let name = node.metadata.name.clone().unwrap_or_default();
    let conditions = node.status.iter().flat_map(|status| status.conditions.iter().flatten());
    let ready = conditions.into_iter().any(|condition| {
        let fresh = is_since_start(cluster, &name, condition.last_heartbeat_time.as_ref());
        condition.type_ == "Ready" && condition.status == "True" && fresh
    });
    let has_gpus = has_its_gpus(node, cluster.nodes.iter().find(|there| there.name == name), slices);
    let state = match (ready, has_gpus) {
        (true, true) => "Ready",
        (true, false) => "Ready, but without its GPUs",
        (false, _) => "NotReady",
    };
    Readiness { name, ready: ready && has_gpus, state: state.to_owned() }
}

fn pod_readiness(pod: &Pod, cluster: &ClusterState) -> SystemPod {
    let node = pod.spec.as_ref().and_then(|spec| spec.node_name.clone());
    let status = pod.status.clone().unwrap_or_default();
    let condition =
        status.conditions.iter().flatten().any(|condition| condition.type_ == "Ready" && condition.status == "True");
    let containers: Vec<_> =
        status.container_statuses.iter().flatten().filter_map(|container| container.state.as_ref()).collect();
    let fresh = containers.iter().all(|state| {
        let started = state.running.as_ref().and_then(|running| running.started_at.as_ref());
        is_since_start(cluster, node.as_deref().unwrap_or_default(), started)
    });
    let ready = condition && fresh;
    let restarts = status.container_statuses.iter().flatten().map(|container| container.restart_count).sum();
    let waiting = containers.iter().find_map(|state| state.waiting.as_ref()?.reason.clone());
    let phase = status.phase.unwrap_or_else(|| "Unknown".to_owned());
    let state = waiting.unwrap_or(if ready || phase != "Running" { phase } else { "not ready".to_owned() });
    SystemPod { name: pod.metadata.name.clone().unwrap_or_default(), ready, state, node, restarts }
}

/// Whether a time of a node's objects lies after its container's start; Kubernetes' times are whole seconds.
fn is_since_start(cluster: &ClusterState, node: &str, time: Option<&Time>) -> bool {
    let started = cluster.nodes.iter().find(|there| there.name == node).and_then(|there| there.started);
    match (started, time) {
        (Some(started), Some(time)) => time.0.as_second() >= started.unix_timestamp(),
        (None, _) => true,
        (_, None) => false,
    }
}

fn no_answer() -> String {
    format!("no answer within {} s", TRY_LIMIT.as_secs())
}

fn interval(shortest: Duration, begun: Instant) -> Duration {
    shortest.max(begun.elapsed() / INTERVAL_PART)
}

fn http_get(path: &str) -> http::Request<Vec<u8>> {
    let mut request = http::Request::new(Vec::new());
    if let Ok(uri) = path.parse() {
        *request.uri_mut() = uri;
    }
    request
}

fn innermost(error: &dyn std::error::Error) -> String {
    std::iter::successors(Some(error), |&error| error.source()).last().map(ToString::to_string).unwrap_or_default()
}
