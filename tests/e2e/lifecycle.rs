//! Clusters and nodes that are paused, stopped alone, and come back.

use std::path::Path;
use std::time::Duration;

use crate::cluster::Cluster;
use crate::until::until;
use crate::world::docker;

const LIMIT: Duration = Duration::from_secs(60);

/// A paused cluster says so, and goes on as if nothing had been.
pub fn pause_and_unpause(cluster: &Cluster) {
    cluster.kubectl("create configmap e2e-paused");
    cluster.devcluster(&["pause"]).ok();
    let state = docker(&["inspect", "--format", "{{.State.Status}}", &cluster.node()]);
    assert_eq!(state.trim(), "paused");
    assert!(cluster.devcluster(&["list"]).ok().contains("Paused"));
    let status = cluster.devcluster(&["status"]);
    assert!(status.stdout.contains("problem: it is paused\nhint: let it go on with"), "{status}");
    status.fails_with(4);
    let stderr = cluster.devcluster(&["kubectl", "--", "get", "nodes"]).fails_with(1);
    assert!(stderr.contains("is paused") && stderr.contains("hint: let it go on with"), "{stderr}");

    cluster.devcluster(&["unpause"]).ok();
    cluster.kubectl("delete configmap e2e-paused");
    let again = cluster.devcluster(&["unpause"]);
    assert!(again.stderr.contains("is paused"), "{again}");
    cluster.devcluster(&["status"]).ok();
}

/// Nodes are stopped, paused and started one by one; a shell leads into those that run.
pub fn single_nodes(cluster: &Cluster) {
    cluster.devcluster(&["node", "stop", "worker-2"]).ok();
    let list = cluster.devcluster(&["node", "list"]).ok();
    let line = |name: &str| list.lines().find(|line| line.starts_with(name)).unwrap_or_default().to_owned();
    assert!(line("worker-2").contains("Stopped") && line("worker-1").contains(" Ready "), "{list}");
    let stderr = cluster.devcluster(&["node", "shell", "worker-2"]).fails_with(1);
    assert!(stderr.contains("does not run") && stderr.contains("node start worker-2"), "{stderr}");
    cluster.devcluster(&["node", "start", "worker-2"]).ok();
    cluster.kubectl("wait --for=condition=Ready --timeout=10s node/worker-2");

    let shell = cluster.devcluster(&["node", "shell", "worker-1", "--", "cat", "/etc/machine-id"]).ok();
    let known = cluster.kubectl("get node worker-1 -o jsonpath={.status.nodeInfo.machineID}");
    assert_eq!(shell.trim(), known);
    let typed = cluster.devcluster_with("exit 7\n", &["node", "shell"]);
    assert_eq!(typed.code, 7, "{typed}");

    cluster.devcluster(&["node", "pause", "worker-1"]).ok();
    assert!(cluster.devcluster(&["status"]).stdout.contains("node worker-1 is paused"));
    cluster.devcluster(&["node", "unpause", "worker-1"]).ok();
    until("worker-1 is ready", LIMIT, || cluster.devcluster(&["status"]).code.eq(&0).then_some(()));

    cluster.devcluster(&["node", "restart", "worker-1", "worker-2"]).ok();
    let stderr = cluster.devcluster(&["node", "stop", "worker-9"]).fails_with(1);
    assert!(stderr.contains("there are control-plane-1, worker-1, worker-2"), "{stderr}");
}

/// A report of a cluster has what a helper asks for, and no secret; also of one that is stopped.
pub fn diagnosis(cluster: &Cluster) {
    const SECRET: &str = "e2e-never-tell";
    cluster.kubectl(&format!("create secret generic e2e-diagnosis --from-literal=key={SECRET}"));
    cluster.kubectl(&format!("create deployment e2e-diagnosis --image=none.invalid/{SECRET} --replicas=0"));
    cluster.kubectl(&format!("set env deployment/e2e-diagnosis KEY={SECRET}-in-env"));
    let folder = cluster.home().join("report");
    let report = folder.display().to_string();
    cluster.devcluster(&["diagnose", &report]).ok();
    cluster.kubectl("delete secret,deployment e2e-diagnosis");

    let files = files_in(&folder);
    let text = |path: &str| {
        let found = files.iter().find(|(name, _)| name == path);
        let (_, content) = found.unwrap_or_else(|| panic!("no {path} in the report"));
        String::from_utf8_lossy(content).into_owned()
    };
    assert!(text("status.json").contains("\"healthy\": true"));
    assert!(text("objects/Pod.yaml").contains("kube-apiserver-control-plane-1"));
    assert!(text("objects/Deployment.yaml").contains("e2e-diagnosis"));
    assert!(text("nodes/control-plane-1/log/kubelet.log").contains("kubelet"));
    assert!(text("nodes/control-plane-1/agent.log").contains("the node is up"));
    assert!(text("nodes/control-plane-1/kubernetes/manifests/etcd.yaml").contains("etcd"));
    assert!(!files.iter().any(|(name, _)| name == "problems.txt"), "{}", text("problems.txt"));
    for (name, content) in &files {
        let content = String::from_utf8_lossy(content);
        let told = content.contains("PRIVATE KEY") || content.contains(&format!("{SECRET}-in-env"));
        assert!(!told && !name.contains("Secret"), "{name} tells a secret");
    }
    let again = cluster.devcluster(&["diagnose", &report]).fails_with(1);
    assert!(again.contains("is not empty"), "{again}");
}

/// Paths below a folder, and what the files hold.
fn files_in(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).expect("a folder of the report").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("a path below").display().to_string();
                files.push((name, std::fs::read(&path).expect("a file of the report")));
            }
        }
    }
    files
}
