//! Simulated GPUs: pods ask for them, see them, share them and lose them.

use std::process::Command;
use std::time::Duration;

use crate::cluster::Cluster;
use crate::process::{Done, run};
use crate::until::until;
use crate::world::{World, docker};

const LIMIT: Duration = Duration::from_secs(120);
pub const GPU: &str = "nvidia.com/gpu";
/// A pod's name, and how often its container was started again.
const COLUMNS: &str = "NAME:.metadata.name,RESTARTS:.status.containerStatuses[0].restartCount";
const PART: &str = "nvidia.com/mig-3g.20gb";
/// A control plane with a GPU in two parts, a worker with two GPUs, and one with a GPU that three may share.
const CONFIG: &str = "\
apiVersion: devcluster.dev/v1alpha1
kind: Cluster
nodes:
  - role: control-plane
    gpus: {count: 1, profile: 3g.20gb}
  - role: worker
    gpus: {count: 2}
  - role: worker
    gpus: {count: 1, model: Tesla-T4, replicas: 3}
";

/// Starts it.
pub fn start() -> Cluster {
    let world = World::new("gpus");
    let file = world.home().join("cluster.yaml");
    std::fs::write(&file, CONFIG).expect("a file");
    Cluster::start_as(world, &["start", "--config", &file.display().to_string()])
}

/// Nodes are ready with all that they have, and say what it is.
pub fn are_offered_by_their_nodes(cluster: &Cluster) {
    assert_eq!(allocatable(cluster, "control-plane-1", PART), "2");
    assert_eq!(allocatable(cluster, "worker-1", GPU), "2");
    assert_eq!(allocatable(cluster, "worker-2", GPU), "3");
    let with = |label: &str| cluster.kubectl(&format!("get nodes -o name -l {label}"));
    assert_eq!(with("nvidia.com/gpu.product=NVIDIA-A100-SXM4-40GB,nvidia.com/gpu.count=2"), "node/worker-1\n");
    assert_eq!(with("nvidia.com/gpu.product=Tesla-T4-SHARED,nvidia.com/gpu.replicas=3"), "node/worker-2\n");
    assert_eq!(with("nvidia.com/mig-3g.20gb.count=2,nvidia.com/mig.strategy=mixed"), "node/control-plane-1\n");
    assert_eq!(with("nvidia.com/gpu.present=true").lines().count(), 3);
    let list = cluster.devcluster(&["gpu", "list"]).ok();
    assert_eq!(list.lines().filter(|line| line.contains("healthy")).count(), 5, "{list}");
}

/// A pod gets one GPU of those of its node, and nvidia-smi in an image that has nothing shows that one.
pub fn are_seen_in_pods(cluster: &Cluster) {
    apply(cluster, &pod("e2e-one", GPU, 1, "nvidia.com/gpu.product: NVIDIA-A100-SXM4-40GB"));
    cluster.kubectl("wait --for=condition=Ready pod/e2e-one --timeout=60s");
    let smi = |words: &str| cluster.kubectl(&format!("exec e2e-one -- nvidia-smi{words}"));
    let table = smi("");
    assert!(table.contains("NVIDIA A100-SXM4-40GB") && table.contains("/  40960MiB"), "{table}");
    assert!(table.contains("Processes:") && table.contains("/pause"), "{table}");
    assert_eq!(smi(" --query-gpu=count,memory.total --format=csv,noheader,nounits"), "1, 40960\n");
    let uuid = smi(" --query-gpu=uuid --format=csv,noheader").trim().to_owned();
    assert!(smi(" -L").contains(&format!("(UUID: {uuid})")));
    let environment =
        docker(&["exec", &cluster.container("worker-1"), "sh", "-c", "cat /proc/[0-9]*/environ | tr '\\0' '\\n'"]);
    for variable in ["NVIDIA_VISIBLE_DEVICES", "CUDA_VISIBLE_DEVICES"] {
        assert!(environment.contains(&format!("{variable}={uuid}")), "{variable}");
    }
    let wrong = cluster.devcluster(&[
        "kubectl",
        "--",
        "exec",
        "e2e-one",
        "--",
        "nvidia-smi",
        "--query-gpu=age",
        "--format=csv",
    ]);
    assert!(wrong.code != 0 && wrong.stdout.contains("Field \"age\" is not a valid field to query."), "{wrong}");

    let list = cluster.devcluster(&["gpu", "list"]).ok();
    let line = list.lines().find(|line| line.contains(&uuid)).expect("the GPU is listed");
    assert!(line.contains("default/e2e-one"), "{list}");
    let on_node = docker(&["exec", &cluster.container("worker-1"), "nvidia-smi", "-L"]);
    assert_eq!(on_node.lines().count(), 2, "{on_node}");

    let metrics = until("its memory is told", LIMIT, || {
        let metrics = scrape(cluster, "worker-1");
        metrics.contains("pod=\"e2e-one\"").then_some(metrics)
    });
    for figure in ["GPU_UTIL", "FB_USED", "FB_FREE", "GPU_TEMP", "POWER_USAGE", "XID_ERRORS"] {
        let lines: Vec<_> =
            metrics.lines().filter(|line| line.starts_with(&format!("DCGM_FI_DEV_{figure}{{"))).collect();
        assert_eq!(lines.len(), 2, "{figure}: {metrics}");
        assert!(
            lines.iter().any(|line| line.contains(&uuid) && line.contains("namespace=\"default\",pod=\"e2e-one\""))
        );
    }
    cluster.kubectl("delete pod e2e-one --grace-period=1");
}

/// A pod that asks for more than any node has waits, and `status` says why.
pub fn are_waited_for(cluster: &Cluster) {
    apply(cluster, &pod("e2e-many", GPU, 8, ""));
    let status = until("status tells of the pod", LIMIT, || {
        let status = cluster.devcluster(&["status"]).ok();
        status.contains("e2e-many").then_some(status)
    });
    assert!(
        status.contains("pod default/e2e-many waits for 8 of nvidia.com/gpu on one node, where 3 are the most"),
        "{status}"
    );
    assert!(cluster.kubectl("describe pod e2e-many").contains("Insufficient nvidia.com/gpu"));
    cluster.kubectl("delete pod e2e-many --grace-period=1");
}

/// Three pods share one GPU; the fourth waits.
pub fn are_shared(cluster: &Cluster) {
    let names = ["e2e-a", "e2e-b", "e2e-c", "e2e-d"];
    for name in names {
        apply(cluster, &pod(name, GPU, 1, "nvidia.com/gpu.product: Tesla-T4-SHARED"));
    }
    let running = || {
        let phases = cluster.kubectl("get pods e2e-a e2e-b e2e-c e2e-d -o jsonpath={.items[*].status.phase}");
        phases.split(' ').filter(|phase| *phase == "Running").count()
    };
    until("three of four run", LIMIT, || (running() == 3).then_some(()));
    let waits = until("the fourth is told of", LIMIT, || {
        let status = cluster.devcluster(&["status"]).ok();
        status.contains("too many are taken").then_some(status)
    });
    assert!(waits.contains("waits for 1 of nvidia.com/gpu"), "{waits}");
    let list = cluster.devcluster(&["gpu", "list"]).ok();
    let line = list.lines().find(|line| line.contains("Tesla T4")).expect("the GPU is listed");
    assert_eq!(line.matches("default/e2e-").count(), 3, "{list}");
    cluster.kubectl(&format!("delete pod {} --grace-period=1", names.join(" ")));
}

/// A part of a GPU is a device of its own.
pub fn are_split(cluster: &Cluster) {
    apply(cluster, &pod("e2e-part", PART, 1, ""));
    cluster.kubectl("wait --for=condition=Ready pod/e2e-part --timeout=60s");
    let list = cluster.kubectl("exec e2e-part -- nvidia-smi -L");
    assert!(list.starts_with("GPU 0: NVIDIA A100-SXM4-40GB") && list.matches("MIG 3g.20gb").count() == 1, "{list}");
    cluster.kubectl("delete pod e2e-part --grace-period=1");
}

/// Namespaces have as many as their quota says.
pub fn are_rationed(cluster: &Cluster) {
    cluster.kubectl("create namespace e2e-lab");
    cluster.kubectl("create quota gpus --hard=requests.nvidia.com/gpu=1 -n e2e-lab");
    let create = |name: &str| -> Done {
        cluster.devcluster_with(&pod(name, GPU, 1, ""), &["kubectl", "--", "apply", "-n", "e2e-lab", "-f", "-"])
    };
    create("first").ok();
    let stderr = create("second").fails_with(1);
    assert!(stderr.contains("exceeded quota: gpus"), "{stderr}");
    cluster.kubectl("delete namespace e2e-lab");
}

/// A GPU that fails is not given out any more, its pod comes up with another one, and it can be healed.
pub fn fail_and_heal(cluster: &Cluster) {
    let deployment = deployment("e2e-server", "nvidia.com/gpu.product: NVIDIA-A100-SXM4-40GB");
    apply(cluster, &deployment);
    cluster.kubectl("rollout status deployment/e2e-server --timeout=60s");
    let before = uuid_of(cluster, "e2e-server");
    cluster.devcluster(&["gpu", "fail", "worker-1", &before]).ok();
    assert_eq!(allocatable(cluster, "worker-1", GPU), "1");
    let after = until("the pod has another GPU", LIMIT, || {
        let ready = cluster.kubectl("get deployment e2e-server -o jsonpath={.status.readyReplicas}") == "1";
        ready.then(|| uuid_of(cluster, "e2e-server")).filter(|uuid| *uuid != before && !uuid.is_empty())
    });
    let list = cluster.devcluster(&["gpu", "list"]).ok();
    let line = |uuid: &str| list.lines().find(|line| line.contains(uuid)).unwrap_or_default().to_owned();
    assert!(line(&before).contains("failed") && line(&after).contains("default/e2e-server"), "{list}");
    let lost = run(Command::new("docker").args(["exec", &cluster.container("worker-1"), "nvidia-smi"]));
    assert!(lost.code == 15 && lost.stdout.contains("GPU is lost"), "{lost}");
    let xid = scrape(cluster, "worker-1");
    assert!(
        xid.lines().any(|line| line.starts_with("DCGM_FI_DEV_XID") && line.contains(&before) && line.ends_with(" 79"))
    );

    let stderr = cluster.devcluster(&["gpu", "fail", "worker-1", "7"]).fails_with(1);
    assert!(stderr.contains("node `worker-1` has no GPU `7`"), "{stderr}");
    cluster.devcluster(&["gpu", "heal", "worker-1", &before]).ok();
    assert_eq!(allocatable(cluster, "worker-1", GPU), "2");
    cluster.kubectl("delete deployment e2e-server");
}

/// They are there again, with the same ids, after their role, kubelet, the node and the cluster were started again; a
/// GPU that failed stays so.
pub fn outlive_restarts(cluster: &Cluster) {
    let ids = || -> Vec<_> {
        let list = cluster.devcluster(&["gpu", "list"]).ok();
        list.lines().filter_map(|line| line.split_whitespace().nth(2).map(str::to_owned)).collect()
    };
    let before = ids();
    let node = cluster.container("worker-1");
    apply(cluster, &deployment("e2e-stays", "nvidia.com/gpu.product: NVIDIA-A100-SXM4-40GB"));
    cluster.kubectl("rollout status deployment/e2e-stays --timeout=60s");
    let staying = || cluster.kubectl(&format!("get pods -l app=e2e-stays --no-headers -o custom-columns={COLUMNS}"));
    let stays = staying();
    for program in ["/usr/local/bin/devcluster-agent gpu", "/usr/local/bin/kubelet"] {
        docker(&["exec", &node, "sh", "-c", &format!("kill {}", process(&node, program))]);
        // kubelet refuses pods while the plugin is away; their controller makes others.
        apply(cluster, &deployment("e2e-again", "nvidia.com/gpu.product: NVIDIA-A100-SXM4-40GB"));
        cluster.kubectl("rollout status deployment/e2e-again --timeout=60s");
        cluster.kubectl("delete deployment e2e-again");
        assert_eq!(staying(), stays, "after the end of {program}");
    }
    cluster.devcluster(&["gpu", "fail", "worker-2", "0"]).ok();
    cluster.devcluster(&["stop"]).ok();
    cluster.devcluster(&["start"]).ok();
    assert_eq!(ids(), before);
    assert_eq!(
        (allocatable(cluster, "worker-1", GPU).as_str(), allocatable(cluster, "worker-2", GPU).as_str()),
        ("2", "0")
    );
    cluster.kubectl("rollout status deployment/e2e-stays --timeout=120s");
    let name = |text: &str| text.split_whitespace().next().unwrap_or_default().to_owned();
    let events = || cluster.kubectl("get events --sort-by=.lastTimestamp --field-selector type=Warning");
    assert_eq!(name(&staying()), name(&stays), "the pod itself comes back: {}", events());
    let table = cluster.kubectl("exec deployment/e2e-stays -- nvidia-smi");
    assert!(table.contains("NVIDIA A100-SXM4-40GB"), "{table}");
    cluster.devcluster(&["gpu", "heal", "worker-2", "0"]).ok();
    cluster.kubectl("delete deployment e2e-stays");
}

/// A node that is added later has its own.
pub fn come_with_new_nodes(cluster: &Cluster) {
    cluster.devcluster(&["node", "add", "--gpus", "1", "--gpu-model", "NVIDIA-L4"]).ok();
    assert_eq!(allocatable(cluster, "worker-3", GPU), "1");
    apply(cluster, &pod("e2e-new", GPU, 1, "nvidia.com/gpu.product: NVIDIA-L4"));
    cluster.kubectl("wait --for=condition=Ready pod/e2e-new --timeout=60s");
    cluster.kubectl("delete pod e2e-new --grace-period=1");
    cluster.devcluster(&["node", "remove", "worker-3"]).ok();
}

/// The process of a node whose command line has these words.
pub fn process(node: &str, words: &str) -> String {
    let list =
        "for process in /proc/[0-9]*; do echo ${process#/proc/} $(tr '\\0' ' ' < $process/cmdline); done 2> /dev/null";
    let list = docker(&["exec", node, "sh", "-c", list]);
    let pid = list.lines().filter_map(|line| line.split_once(' ')).find(|(_, command)| command.starts_with(words));
    pid.unwrap_or_else(|| panic!("no {words} in {list}")).0.to_owned()
}

pub fn allocatable(cluster: &Cluster, node: &str, resource: &str) -> String {
    let path = resource.replace('.', "\\.");
    cluster.kubectl(&format!("get node {node} -o jsonpath={{.status.allocatable.{path}}}"))
}

/// The id of the GPU that the only pod of an app has.
fn uuid_of(cluster: &Cluster, app: &str) -> String {
    let query = "-- nvidia-smi --query-gpu=uuid --format=csv,noheader";
    let words = format!("kubectl -- exec deployment/{app} {query}");
    cluster.devcluster(&words.split(' ').collect::<Vec<_>>()).stdout.trim().to_owned()
}

/// The figures of a node, from its address on the host.
fn scrape(cluster: &Cluster, node: &str) -> String {
    let path = "{.status.addresses[?(@.type==\"InternalIP\")].address}";
    let address = cluster.kubectl(&format!("get node {node} -o jsonpath={path}"));
    run(Command::new("curl").args([
        "--silent",
        "--show-error",
        "--fail",
        "--noproxy",
        "*",
        &format!("http://{address}:9400/metrics"),
    ]))
    .ok()
}

pub fn apply(cluster: &Cluster, manifest: &str) {
    cluster.devcluster_with(manifest, &["kubectl", "--", "apply", "-f", "-"]).ok();
}

/// A pod that does nothing, in an image without a shell, on any node with the label.
fn pod(name: &str, resource: &str, count: u32, label: &str) -> String {
    format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nspec: {}\n", spec(resource, count, label))
}

pub fn deployment(name: &str, label: &str) -> String {
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: {name}}}\nspec:\n  selector: {{matchLabels: {{app: {name}}}}}\n  \
         template: {{metadata: {{labels: {{app: {name}}}}}, spec: {}}}\n",
        spec(GPU, 1, label)
    )
}

fn spec(resource: &str, count: u32, label: &str) -> String {
    format!(
        "{{nodeSelector: {{{label}}}, tolerations: [{{operator: Exists}}], terminationGracePeriodSeconds: 1, containers: \
         [{{name: main, image: registry.k8s.io/pause:3.10.2, resources: {{limits: {{{resource}: {count}}}}}}}]}}"
    )
}
