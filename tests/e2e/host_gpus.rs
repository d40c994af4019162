//! The GPUs of the engine's host: an engine that gives them to nodes, and what a driver said when it was recorded.

use std::rc::Rc;
use std::time::Duration;

use crate::cluster::{self, Cluster};
use crate::dra;
use crate::gpus::{GPU, allocatable, apply, deployment};
use crate::machine::Machine;
use crate::process::run;
use crate::until::until;
use crate::world::World;

const LIMIT: Duration = Duration::from_secs(120);
const FIRST: &str = "GPU-46075656-60ce-815d-2046-7d4bf0c4e4b6";
const SECOND: &str = "GPU-46075656-60ce-815d-2046-7d4bf0c4e4b7";
const NODE: &str = "worker-1";

type Scenario = (&'static str, fn(&Cluster));

const SCENARIOS: &[Scenario] = &[
    ("the host's gpus: nodes offer them", are_offered),
    ("the host's gpus: pods get them, and the driver's figures are told", are_used),
    ("the host's gpus: one is lost and found again", are_lost),
    ("the host's gpus: they outlive a restart", outlive_a_restart),
    ("the host's gpus: pods claim them", are_claimed),
];

/// A cluster on a machine with two of them.
pub fn of_a_machine() {
    if !Machine::is_possible() {
        return;
    }
    let machine = Rc::new(Machine::start_with("gpu-machine"));
    let cluster = Cluster::start_as(World::on(&machine, "host-gpus"), &["start", "--workers", "1", "--gpus", "all"]);
    let failed: Vec<_> = SCENARIOS.iter().filter(|(name, run)| !cluster::passes(name, || run(&cluster))).collect();
    cluster.delete_and_check();
    assert!(failed.is_empty(), "failed: {failed:?}");
}

/// Where there is no toolkit it is told before anything is made.
pub fn are_missed(cluster: &Cluster) {
    let other = World::new("no-gpus");
    let stderr = other.devcluster(&["start", "--gpus", "all"]).fails_with(3);
    assert!(stderr.contains("NVIDIA's Container Toolkit is not on this host"), "{stderr}");
    assert!(stderr.contains("--gpus 2"), "{stderr}");
    assert_eq!(other.objects(), Vec::<String>::new());
    let stderr = cluster.devcluster(&["node", "add", "--gpus", "all"]).fails_with(3);
    assert!(stderr.contains("NVIDIA's Container Toolkit is not on this host"), "{stderr}");
}

fn are_offered(cluster: &Cluster) {
    assert_eq!(allocatable(cluster, NODE, GPU), "2");
    assert_eq!(allocatable(cluster, "control-plane-1", GPU), "");
    let labels = "devcluster.dev/gpus=host,nvidia.com/gpu.product=NVIDIA-H200,nvidia.com/gpu.count=2,\
                  nvidia.com/gpu.memory=143771,nvidia.com/gpu.family=hopper,nvidia.com/gpu.compute.major=9";
    assert_eq!(cluster.kubectl(&format!("get nodes -o name -l {labels}")), format!("node/{NODE}\n"));
    let list = cluster.devcluster(&["gpu", "list"]).ok();
    assert!(list.contains(FIRST) && list.contains(SECOND) && list.contains("NVIDIA H200"), "{list}");
}

fn are_used(cluster: &Cluster) {
    apply(cluster, &deployment("e2e-real", "nvidia.com/gpu.product: NVIDIA-H200"));
    cluster.kubectl("rollout status deployment/e2e-real --timeout=60s");
    let list = cluster.devcluster(&["gpu", "list"]).ok();
    let line = list.lines().find(|line| line.contains("default/e2e-real")).expect("it is held");
    let uuid = [FIRST, SECOND].into_iter().find(|uuid| line.contains(uuid)).expect("a UUID");
    let environment = environment(cluster, NODE);
    for variable in ["GPU_OF_THE_HOST", "NVIDIA_VISIBLE_DEVICES"] {
        assert!(environment.contains(&format!("{variable}={uuid}\n")), "{variable}");
    }
    let figures = until("the figures tell of the pod", LIMIT, || {
        let figures = scrape(cluster);
        figures.contains("pod=\"e2e-real").then_some(figures)
    });
    for (figure, value) in [("FB_USED", "1010"), ("GPU_UTIL", "22"), ("GPU_TEMP", "49"), ("POWER_USAGE", "197.212")] {
        let of_gpu = |line: &&str| line.starts_with(&format!("DCGM_FI_DEV_{figure}{{")) && line.contains(uuid);
        let line = figures.lines().find(of_gpu).unwrap_or_default();
        assert!(line.ends_with(&format!(" {value}")) && line.contains("VERSION=\"580.159.04\""), "{figures}");
    }
}

fn are_lost(cluster: &Cluster) {
    let in_node = |script: &str| cluster.docker(&["exec", &cluster.container(NODE), "sh", "-c", script]).ok();
    in_node(&format!("echo {SECOND} > /run/lost"));
    until("a GPU less can be had", LIMIT, || (allocatable(cluster, NODE, GPU) == "1").then_some(()));
    let list = cluster.devcluster(&["gpu", "list"]).ok();
    let line = list.lines().find(|line| line.contains(SECOND)).expect("it is listed");
    assert!(line.contains("failed"), "{list}");
    in_node("rm /run/lost");
    cluster.devcluster(&["gpu", "heal", NODE, SECOND]).ok();
    assert_eq!(allocatable(cluster, NODE, GPU), "2");
}

fn outlive_a_restart(cluster: &Cluster) {
    cluster.devcluster(&["stop"]).ok();
    cluster.devcluster(&["start"]).ok();
    are_offered(cluster);
    cluster.kubectl("rollout status deployment/e2e-real --timeout=120s");
}

/// A node gives them to claims, and the driver's own description goes with a claim.
fn are_claimed(cluster: &Cluster) {
    cluster.devcluster(&["node", "add", "--gpus", "all", "--gpu-allocation", "dra"]).ok();
    let h200 = "device.attributes['gpu.nvidia.com'].architecture == 'Hopper' && \
                device.attributes['gpu.nvidia.com'].productName == 'NVIDIA H200'";
    let spec = dra::spec(dra::GPU, h200);
    let claim = "apiVersion: resource.k8s.io/v1\nkind: ResourceClaim\nmetadata: {name: e2e-h200}";
    apply(cluster, &format!("{claim}\n{spec}"));
    apply(cluster, &dra::pod("e2e-claims", "resourceClaimName: e2e-h200"));
    dra::ready(cluster, "e2e-claims");
    let list = cluster.devcluster(&["gpu", "list"]).ok();
    let line = list.lines().find(|line| line.contains("default/e2e-claims")).expect("it is held");
    let uuid = [FIRST, SECOND].into_iter().find(|uuid| line.contains(uuid)).expect("a UUID");
    let environment = environment(cluster, "worker-2");
    for variable in ["GPU_OF_THE_HOST", "NVIDIA_VISIBLE_DEVICES", "CUDA_VISIBLE_DEVICES"] {
        assert!(environment.contains(&format!("{variable}={uuid}\n")), "{variable}");
    }
    dra::delete(cluster, "e2e-claims");
}

/// The variables of all processes of a node, a line each.
fn environment(cluster: &Cluster, node: &str) -> String {
    let script = "cat /proc/[0-9]*/environ | tr '\\0' '\\n'";
    cluster.docker(&["exec", &cluster.container(node), "sh", "-c", script]).ok()
}

/// The figures of the node, from its address on the machine.
fn scrape(cluster: &Cluster) -> String {
    let path = "{.status.addresses[?(@.type==\"InternalIP\")].address}";
    let address = cluster.kubectl(&format!("get node {NODE} -o jsonpath={path}"));
    let mut curl = cluster.program("curl");
    run(curl.args(["--silent", "--fail", "--noproxy", "*", &format!("http://{address}:9400/metrics")])).ok()
}
