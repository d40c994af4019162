//! What a cluster must not lose: its identity, its data, its pods. Seen before a disaster and compared after.

use std::collections::BTreeSet;
use std::process::Command;
use std::time::Duration;

use crate::cluster::Cluster;
use crate::process::run;
use crate::until::until;

const MANIFESTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/manifests");
/// Nodes end their pods, start, and read images from a cold disk.
pub const LIMIT: Duration = Duration::from_secs(120);
/// Of the service; in its manifest.
const NODE_PORT: u16 = 30800;
const PODS: &str = "get pods -o jsonpath={.items[*].metadata.name}";

/// What is the same before and after.
#[derive(Debug, PartialEq, Eq)]
pub struct Survivors {
    /// Name, address and UID of each node.
    nodes: String,
    /// Hashes of the first control plane's certificates.
    certificates: String,
    config_map: String,
    /// What a pod wrote into its volume.
    volume: String,
    pods: String,
}

/// Runs pods with and without a volume, behind a service, and a ConfigMap.
pub fn settle(cluster: &Cluster) {
    cluster.devcluster(&["image", "load", "python:3.9-slim"]).ok();
    cluster.kubectl(&format!("apply -f {MANIFESTS}/survivor.yaml -f {MANIFESTS}/keeper.yaml"));
    cluster.kubectl("rollout status deployment/survivor --timeout=120s");
    cluster.kubectl("rollout status statefulset/keeper --timeout=120s");
    cluster.devcluster(&["exec", "keeper-0", "--", "sh", "-c", "date +%N > /data/kept"]).ok();
}

impl Survivors {
    /// Looks at a cluster that is well.
    pub fn of(cluster: &Cluster) -> Self {
        let pki = ["/etc/kubernetes/pki/ca.crt", "/etc/kubernetes/pki/apiserver.crt"];
        let node = "{.metadata.name} {.status.addresses[0].address} {.metadata.uid}";
        Self {
            nodes: get(cluster, &format!("{{range .items[*]}}{node};{{end}}")),
            certificates: cluster.docker(&["exec", &cluster.node(), "sha256sum", pki[0], pki[1]]).ok(),
            config_map: cluster.kubectl("get configmap survivor -o jsonpath={.data}"),
            volume: cluster.devcluster(&["exec", "keeper-0", "--", "cat", "/data/kept"]).ok(),
            pods: cluster.kubectl(PODS),
        }
    }
}

/// Waits until a cluster is well again with nobody's help: nothing is said to be wrong, and every pod and service does
/// answer. What the API server remembers of pods is not asked: it may be from before.
pub fn wait_until_well(cluster: &Cluster) {
    until("status finds no problem", LIMIT, || (cluster.devcluster(&["status"]).code == 0).then_some(()));
    for pod in cluster.kubectl(PODS).split_whitespace() {
        until(&format!("pod {pod} runs"), LIMIT, || {
            (cluster.devcluster(&["exec", pod, "--", "true"]).code == 0).then_some(())
        });
    }
    for address in get(cluster, "{range .items[*]}{.status.addresses[0].address} {end}").split_whitespace() {
        let mut seen = BTreeSet::new();
        until(&format!("both pods of the service answer through {address}"), LIMIT, || {
            let url = format!("http://{address}:{NODE_PORT}/name");
            let answer = run(cluster.program("curl").args(["--silent", "--fail", "--max-time", "2", &url]));
            seen.extend((answer.code == 0).then_some(answer.stdout));
            (seen.len() == 2).then_some(())
        });
    }
}

fn get(cluster: &Cluster, path: &str) -> String {
    run(cluster.command(&["kubectl", "--", "get", "nodes", "-o"]).arg(format!("jsonpath={path}"))).ok()
}

/// A container of this machine's own engine, which must not notice what happens to another.
pub struct Bystander(String);

impl Bystander {
    pub fn start(name: &str) -> Self {
        let words = ["run", "--detach", "--rm", "--name", name, "python:3.9-slim", "sleep", "infinity"];
        run(Command::new("docker").args(words)).ok();
        Self(name.to_owned())
    }

    pub fn assert_untouched(&self) {
        let state = run(Command::new("docker").args(["inspect", "--format", "{{.State.Status}}", &self.0])).ok();
        assert_eq!(state.trim(), "running");
    }
}

impl Drop for Bystander {
    fn drop(&mut self) {
        let _ = Command::new("docker").args(["rm", "--force", &self.0]).output();
    }
}
