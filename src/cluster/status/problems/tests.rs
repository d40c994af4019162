//! Sentences for each thing that can be wrong.

use time::OffsetDateTime;

use super::inside::FULL;
use super::{Evidence, problems, waits};
use crate::cluster::gpus::{ClaimWait, GpuWait, GpuWaits, Lack};
use crate::cluster::objects::DeadApi;
use crate::cluster::ready::{Readiness, SystemPod, SystemPods};
use crate::cluster::state::PortsState;
use crate::cluster::{ApiState, Certificate, ClusterState, NodeRecord, NodeState};
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
    let found = problems(&Evidence { state, api, dead_apis: &[], certificates, disk_free: None, now });
    found.iter().map(|problem| format!("{}\n  {}", problem.problem, problem.remedy)).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_full_disk_comes_before_what_follows_from_it() {
    let state = cluster(true, true);
    let silent = Some(Err("it is not ready for etcd"));
    let now = OffsetDateTime::UNIX_EPOCH;
    let found = |disk_free| {
        let found =
            problems(&Evidence { state: &state, api: silent, dead_apis: &[], certificates: &[], disk_free, now });
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

#[test]
fn an_api_that_nobody_serves_is_told() {
    let state = cluster(false, false);
    let system = SystemPods::default();
    let dead = DeadApi { name: "v1beta1.metrics.k8s.io".into(), reason: "no endpoints".into() };
    let now = OffsetDateTime::UNIX_EPOCH;
    let evidence =
        Evidence { state: &state, api: Some(Ok(&system)), dead_apis: &[dead], certificates: &[], disk_free: None, now };
    let found = problems(&evidence).pop().map(|found| format!("{}\n  {}", found.problem, found.remedy));
    insta::assert_snapshot!(found.unwrap(), @r"
    API v1beta1.metrics.k8s.io is not served, and no namespace can go until it is: no endpoints
      see which service it is with `devcluster --name lab kubectl -- describe apiservice v1beta1.metrics.k8s.io`, or remove it with `devcluster --name lab kubectl -- delete apiservice v1beta1.metrics.k8s.io`
    ");
}

#[test]
fn what_pods_wait_for_is_said_with_what_would_help() {
    let wait = |asked, most, all| {
        let wait = GpuWait { pod: "lab/train".into(), resource: "nvidia.com/gpu".into(), asked, most, all };
        let all = GpuWaits { by_number: vec![wait], by_claim: Vec::new() };
        waits(&cluster(true, true), &all).into_iter().map(|found| format!("{}\n  {}", found.problem, found.remedy))
    };
    let texts: Vec<_> = [(1, 0, 0), (8, 4, 12), (2, 4, 12)].into_iter().flat_map(|(a, m, t)| wait(a, m, t)).collect();
    insta::assert_snapshot!(texts.join("\n"), @r"
    pod lab/train waits for 1 of nvidia.com/gpu, which no node can give
      add a node that has GPUs, as with `devcluster --name lab node add --gpus 1`
    pod lab/train waits for 8 of nvidia.com/gpu on one node, where 4 are the most
      ask for less, or add a larger node with `devcluster --name lab node add --gpus 8`
    pod lab/train waits for 2 of nvidia.com/gpu: of the 12 that there are too many are taken
      see who has them with `devcluster --name lab gpu list`, or add a node with `devcluster --name lab node add --gpus 2`
    ");
}

#[test]
fn what_claims_wait_for_is_said_with_what_would_help() {
    let wait = |lack| ClaimWait { pod: "lab/train".into(), claim: "train-gpu".into(), asked: 2, lack };
    let product = |named: &str| Lack::Product { named: named.into(), there: vec!["NVIDIA L4".into()] };
    let lacks = [Lack::Devices, product("Tesla T4"), product("Mine"), Lack::Free { all: 3 }, Lack::Fitting { free: 3 }];
    let all = GpuWaits { by_number: Vec::new(), by_claim: lacks.map(wait).into() };
    let texts = waits(&cluster(true, true), &all).into_iter();
    let texts: Vec<_> = texts.map(|found| format!("{}\n  {}", found.problem, found.remedy)).collect();
    insta::assert_snapshot!(texts.join("\n"), @r"
    pod lab/train waits for claim train-gpu, and no node offers such GPUs to claims
      add a node that does, as with `devcluster --name lab node add --gpus 2 --gpu-allocation dra`
    pod lab/train waits for claim train-gpu for a Tesla T4, which no node offers: there is NVIDIA L4
      ask for what there is, or add a node with `devcluster --name lab node add --gpus 2 --gpu-model Tesla-T4 --gpu-allocation dra`
    pod lab/train waits for claim train-gpu for a Mine, which no node offers: there is NVIDIA L4
      ask for what there is, as `devcluster --name lab gpu list` tells it
    pod lab/train waits for claim train-gpu for 2 of the 3 that there are: too many are taken or have failed
      see who has them with `devcluster --name lab gpu list`, or add a node with `devcluster --name lab node add --gpus 2 --gpu-allocation dra`
    pod lab/train waits for claim train-gpu: 3 GPUs are free, but no node has 2 that its selectors ask for
      compare them with `devcluster --name lab kubectl -- get resourceslices -o yaml`
    ");
}
