//! Several control planes: they come and go, and the loss of one is no loss.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::cluster::Cluster;
use crate::growing::ready_nodes;
use crate::process::run;
use crate::until::until;
use crate::world::{World, docker};

const LIMIT: Duration = Duration::from_secs(60);
const ALL: [&str; 3] = ["control-plane-1", "control-plane-2", "control-plane-3"];
const ETCDCTL: [&str; 5] = [
    "etcdctl",
    "--endpoints=https://127.0.0.1:2379",
    "--cacert=/etc/kubernetes/pki/etcd/ca.crt",
    "--cert=/etc/kubernetes/pki/etcd/healthcheck-client.crt",
    "--key=/etc/kubernetes/pki/etcd/healthcheck-client.key",
];

/// Starts three at once.
pub fn start() -> Cluster {
    Cluster::start_as(World::new("three"), &["start", "--control-planes", "3"])
}

/// One becomes three, and three become one, while the cluster lives.
pub fn come_and_go(cluster: &Cluster) {
    cluster.kubectl("create configmap e2e-grown --from-literal=key=value");
    cluster.devcluster(&["node", "add", "--role", "control-plane", "--count", "2"]).ok();
    assert_eq!(ready_nodes(cluster).into_iter().filter(|name| name.starts_with("control")).collect::<Vec<_>>(), ALL);
    assert_eq!(voters(cluster, ALL[0]), 3);
    until("all is well", LIMIT, || (cluster.devcluster(&["status"]).code == 0).then_some(()));
    let leaders = cluster.kubectl("get leases -n kube-system -o name");
    assert!(leaders.contains("lease.coordination.k8s.io/kube-controller-manager"), "{leaders}");

    cluster.devcluster(&["node", "stop", "control-plane-3"]).ok();
    let stderr = cluster.devcluster(&["node", "remove", "control-plane-2"]).fails_with(1);
    assert!(stderr.contains("etcd could not decide any more") && stderr.contains("control-plane-3"), "{stderr}");
    cluster.devcluster(&["node", "remove", "control-plane-3"]).ok();
    // The first one, too: nothing hangs on it alone.
    cluster.devcluster(&["node", "remove", "control-plane-1"]).ok();
    assert_eq!(voters(cluster, ALL[1]), 1);
    assert_eq!(cluster.kubectl("get configmap e2e-grown -o jsonpath={.data.key}"), "value");
    let addresses =
        "get endpointslices -l kubernetes.io/service-name=kubernetes -o jsonpath={.items[*].endpoints[*].addresses[0]}";
    assert_eq!(cluster.kubectl(addresses).split(' ').count(), 1, "the service leads to the API server that is left");
    cluster.devcluster(&["stop"]).ok();
    cluster.devcluster(&["start"]).ok();
    assert_eq!(cluster.kubectl("get configmap e2e-grown -o jsonpath={.data.key}"), "value");
    assert_eq!(voters(cluster, ALL[1]), 1, "what was removed stays so");
}

/// With the leader killed under writes, writes go on, and none that was acknowledged is lost.
pub fn lose_their_leader(cluster: &Cluster) {
    let writer = Writer::new(cluster);
    let leader = ALL.into_iter().find(|node| leads(cluster, node)).expect("etcd has a leader");
    let enough = AtomicBool::new(false);
    let acknowledged = std::thread::scope(|scope| {
        let writes = scope.spawn(|| writer.write_until(&enough));
        until("writes are acknowledged", LIMIT, || (writer.count() > 20).then_some(()));
        docker(&["kill", &cluster.container(leader)]);
        let before = writer.count();
        until("writes are acknowledged again", LIMIT, || (writer.count() > before + 20).then_some(()));
        enough.store(true, Ordering::Relaxed);
        writes.join().expect("the writer ends")
    });
    let there = cluster.kubectl("get configmaps -o name");
    let there: BTreeSet<_> = there.lines().collect();
    let lost: Vec<_> =
        acknowledged.iter().filter(|name| !there.contains(format!("configmap/{name}").as_str())).collect();
    assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");

    let status = cluster.devcluster(&["status"]);
    assert!(status.stdout.contains(&format!("node {leader} does not run")), "{status}");
    cluster.devcluster(&["start"]).ok();
    cluster.devcluster(&["status"]).ok();
    assert_eq!(ready_nodes(cluster), ALL);
}

/// The way to the API servers is made again, too.
pub fn lose_the_way_to_them(cluster: &Cluster) {
    docker(&["rm", "--force", &cluster.container("api")]);
    let status = cluster.devcluster(&["status"]);
    assert!(status.stdout.contains("the container that leads there is gone"), "{status}");
    cluster.devcluster(&["start"]).ok();
    assert_eq!(ready_nodes(cluster), ALL);
    docker(&["kill", &cluster.container("api")]);
    cluster.devcluster(&["start"]).ok();
    cluster.devcluster(&["status"]).ok();
}

/// All nodes are lost at once, and come back with their data.
pub fn lose_all(cluster: &Cluster) {
    cluster.kubectl("create configmap e2e-lost --from-literal=key=value");
    let server = || cluster.kubectl("config view --minify -o jsonpath={.clusters[0].cluster.server}");
    let before = server();
    let mut all: Vec<_> = ALL.iter().map(|node| cluster.container(node)).collect();
    all.push(cluster.container("api"));
    docker(&all.iter().fold(vec!["rm", "--force"], |mut words, name| {
        words.push(name);
        words
    }));
    cluster.devcluster(&["start"]).ok();
    assert_eq!(cluster.kubectl("get configmap e2e-lost -o jsonpath={.data.key}"), "value");
    assert_eq!(voters(cluster, ALL[2]), 3);
    assert_eq!(server(), before);
    cluster.devcluster(&["status"]).ok();
}

/// A `node remove` that was killed after etcd let its member go: the node can't come back, and the next start removes it
/// wholly.
pub fn finish_a_removal(cluster: &Cluster) {
    let first = cluster.container(ALL[0]);
    // As the removal leaves it, up to there.
    let retire = "mv /etc/kubernetes/manifests/kube-apiserver.yaml /etc/kubernetes/devcluster/retired.yaml
        while : </dev/tcp/127.0.0.1/6443; do sleep 0.1; done 2>/dev/null; true";
    docker(&["exec", &first, "bash", "-c", retire]);
    let members = etcdctl(cluster, ALL[1], &["member", "list"]);
    let id = members.lines().find(|line| line.contains(ALL[0])).and_then(|line| line.split(',').next());
    etcdctl(cluster, ALL[1], &["member", "remove", id.expect("the first is a member")]);

    let started = cluster.devcluster(&["start"]);
    assert!(
        started.stderr.contains("finish the removal of control planes that etcd let go (control-plane-1)"),
        "{started}"
    );
    started.ok();
    assert_eq!(ready_nodes(cluster), ALL[1..]);
    assert_eq!(voters(cluster, ALL[1]), 2);
    assert_eq!(docker(&["ps", "--all", "--quiet", "--filter", &format!("name=^{first}$")]), "");
    cluster.devcluster(&["status"]).ok();
}

fn etcdctl(cluster: &Cluster, node: &str, words: &[&str]) -> String {
    let container = cluster.container(node);
    docker(&[&["exec", &container], &ETCDCTL[..], words].concat())
}

fn voters(cluster: &Cluster, node: &str) -> usize {
    let members = etcdctl(cluster, node, &["member", "list"]);
    members.lines().filter(|line| line.contains("started") && line.ends_with("false")).count()
}

fn leads(cluster: &Cluster, node: &str) -> bool {
    // ENDPOINT, ID, VERSION, …, IS LEADER, …
    let status = etcdctl(cluster, node, &["endpoint", "status", "--write-out=fields"]);
    let field =
        |name: &str| status.lines().find_map(|line| line.strip_prefix(&format!("\"{name}\" : "))).map(str::to_owned);
    field("MemberID").is_some() && field("MemberID") == field("Leader")
}

/// Writes ConfigMaps, each by a request of its own.
struct Writer {
    url: String,
    certificate: PathBuf,
    count: std::sync::atomic::AtomicUsize,
}

impl Writer {
    fn new(cluster: &Cluster) -> Self {
        let value = |path: &str| cluster.kubectl(&format!("config view --raw --minify -o jsonpath={path}"));
        let decoded = |path: &str| {
            use base64::Engine as _;
            let bytes = base64::engine::general_purpose::STANDARD.decode(value(path)).expect("base64");
            String::from_utf8(bytes).expect("PEM")
        };
        let certificate = cluster.home().join("writer.pem");
        let pem = decoded("{.users[0].user.client-certificate-data}") + &decoded("{.users[0].user.client-key-data}");
        std::fs::write(&certificate, pem).expect("a file");
        let url = format!("{}/api/v1/namespaces/default/configmaps", value("{.clusters[0].cluster.server}"));
        Self { url, certificate, count: std::sync::atomic::AtomicUsize::new(0) }
    }

    fn count(&self) -> usize {
        self.count.load(Ordering::Relaxed)
    }

    /// The names of those that were acknowledged.
    fn write_until(&self, enough: &AtomicBool) -> Vec<String> {
        let mut acknowledged = Vec::new();
        for number in 0.. {
            if enough.load(Ordering::Relaxed) {
                break;
            }
            let name = format!("e2e-write-{number}");
            if self.write(&name) {
                acknowledged.push(name);
                self.count.fetch_add(1, Ordering::Relaxed);
            }
        }
        acknowledged
    }

    fn write(&self, name: &str) -> bool {
        let body = format!(r#"{{"apiVersion":"v1","kind":"ConfigMap","metadata":{{"name":"{name}"}}}}"#);
        let mut curl = Command::new("curl");
        curl.args([
            "--silent",
            "--insecure",
            "--max-time",
            "2",
            "--output",
            "/dev/null",
            "--write-out",
            "%{http_code}",
        ]);
        curl.args(["--header", "Content-Type: application/json", "--data", &body, "--cert"]).arg(&self.certificate);
        run(curl.arg(&self.url)).stdout == "201"
    }
}
