//! A cluster of three nodes, as its config describes it.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use crate::cluster::Cluster;
use crate::ports::free_ports;
use crate::until::until;
use crate::world::{World, docker};

/// What every node runs when the scenarios begin.
const ECHO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/manifests/echo.yaml");
pub const NODES: [&str; 3] = ["control-plane-1", "worker-1", "worker-2"];
const LIMIT: Duration = Duration::from_secs(120);

/// With an audit log, a registry to push to and a mirror that is the same: one control plane, a worker with a label, a taint and a folder of the host, and a small worker.
fn config(shared: &Path, registry: u16, mirror: &str) -> String {
    format!(
        "apiVersion: devcluster.dev/v1alpha1\n\
         kind: Cluster\n\
         auditLog: true\n\
         addons: [{{ name: registry, options: {{ port: \"{registry}\" }} }}]\n\
         registries: [{{ host: mirrored.example.com, mirrors: [\"http://{mirror}:5002\"] }}]\n\
         nodes:\n\
         - role: control-plane\n\
         - role: worker\n  \
           labels: {{ disk: ssd }}\n  \
           taints: [{{ key: dedicated, value: lab, effect: PreferNoSchedule }}]\n  \
           mounts: [{{ source: {}, target: /shared, readOnly: true }}]\n\
         - role: worker\n  \
           cpus: 1\n  \
           memory: 768Mi\n",
        shared.display()
    )
}

/// Starts it, and runs the echo server on all nodes.
pub fn start() -> Cluster {
    let world = World::new("nodes");
    let shared = world.folder("shared");
    std::fs::write(shared.join("greeting"), "hello from the host\n").expect("a file");
    let file = world.home().join("cluster.yaml");
    let [registry] = free_ports();
    std::fs::write(&file, config(&shared, registry, &world.container("registry"))).expect("a file");
    let cluster = Cluster::start_as(world, &["start", "--config", &file.display().to_string()]);
    cluster.load_python();
    cluster.kubectl(&format!("apply -f {ECHO}"));
    cluster.kubectl("rollout status daemonset/echo --timeout=120s");
    cluster
}

/// Names, roles, labels and taints are those of the config.
pub fn are_as_configured(cluster: &Cluster) {
    let nodes = cluster.kubectl("get nodes --no-headers");
    for (line, name) in nodes.lines().zip(NODES) {
        let fields: Vec<_> = line.split_whitespace().collect();
        assert_eq!(fields[..2], [name, "Ready"], "{nodes}");
    }
    assert_eq!(nodes.lines().count(), NODES.len(), "{nodes}");
    assert_eq!(cluster.kubectl("get nodes -l disk=ssd -o name").trim(), "node/worker-1");
    let taints = |node: &str| cluster.kubectl(&format!("get node {node} -o jsonpath={{.spec.taints[*].key}}"));
    assert_eq!(taints("control-plane-1"), "node-role.kubernetes.io/control-plane");
    assert_eq!(taints("worker-1"), "dedicated");
    assert_eq!(taints("worker-2"), "");
    for identity in ["machineID", "systemUUID"] {
        let path = format!("{{.items[*].status.nodeInfo.{identity}}}");
        let identities = cluster.kubectl(&format!("get nodes -o jsonpath={path}"));
        let different: BTreeSet<_> = identities.split_whitespace().collect();
        assert_eq!(different.len(), NODES.len(), "nodes share a {identity}: {identities}");
    }
}

/// Workers have no key of the control plane; every node has a kubelet certificate of its own.
pub fn keep_their_secrets_apart(cluster: &Cluster) {
    let keys = docker(&["exec", &cluster.container("worker-1"), "find", "/etc/kubernetes/pki", "-name", "*.key"]);
    assert_eq!(keys.trim(), "/etc/kubernetes/pki/kubelet.key");
    let of = |node: &str| docker(&["exec", &cluster.container(node), "cat", "/etc/kubernetes/pki/kubelet.crt"]);
    assert_ne!(of("worker-1"), of("worker-2"));
}

/// The small worker looks small to kubelet and to programs in its pods; the others have all of the host.
pub fn show_their_limits_as_their_size(cluster: &Cluster) {
    let capacity =
        |node: &str, what: &str| cluster.kubectl(&format!("get node {node} -o jsonpath={{.status.capacity.{what}}}"));
    assert_eq!(capacity("worker-2", "cpu"), "1");
    assert_eq!(capacity("worker-2", "memory"), "768Mi");
    assert_ne!(capacity("worker-1", "memory"), capacity("worker-2", "memory"));

    let pod = cluster.pod_on("app=echo", "worker-2");
    let sees = |code: &str| cluster.devcluster(&["exec", &pod, "--", "python", "-c", code]).ok().trim().to_owned();
    assert_eq!(sees("import os; print(os.cpu_count(), len(os.sched_getaffinity(0)))"), "1 1");
    assert_eq!(sees("print(open('/proc/meminfo').readline().split()[1])"), (768 << 10).to_string());
    assert_eq!(sees("print(open('/proc/cpuinfo').read().count('processor'))"), "1");
}

/// A folder of the host is in the node, and in a pod by hostPath, and can't be written.
pub fn see_folders_of_the_host(cluster: &Cluster) {
    let node = cluster.container("worker-1");
    assert_eq!(docker(&["exec", &node, "cat", "/shared/greeting"]), "hello from the host\n");
    let written =
        crate::process::run(std::process::Command::new("docker").args(["exec", &node, "touch", "/shared/file"]));
    assert_ne!(written.code, 0, "{written}");
}

/// kubectl logs and exec reach pods wherever they run.
pub fn answer_for_logs_and_exec(cluster: &Cluster) {
    for node in NODES {
        let pod = cluster.pod_on("app=echo", node);
        let secret = cluster.devcluster(&["exec", &pod, "--", "cat", "/scratch/secret"]).ok();
        assert_eq!(secret, "abracadabra", "a ConfigMap, a Secret and an emptyDir on {node}");
        until(&format!("requests are in the logs of {node}"), LIMIT, || {
            cluster.kubectl(&format!("logs {pod}")).contains("GET /").then_some(())
        });
    }
}
