//! A cluster that changes while it lives: nodes come and go, and what someone removed comes back.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::cluster::Cluster;
use crate::process::run;
use crate::until::until;
use crate::world::{World, docker};

const LIMIT: Duration = Duration::from_secs(120);
const ECHO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/manifests/echo.yaml");
const STATEFUL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/manifests/stateful.yaml");

/// Starts it, with what an app needs.
pub fn start() -> Cluster {
    let cluster = Cluster::start_as(World::new("growing"), &["start"]);
    cluster.load_python();
    cluster
}

/// Workers are added, take pods, and go again once their pods have left.
pub fn workers_come_and_go(cluster: &Cluster) {
    let added = cluster.devcluster(&["node", "add", "--count", "2", "--memory", "1Gi"]);
    assert!(added.stderr.contains("has worker-1, worker-2 more"), "{added}");
    added.ok();
    assert_eq!(ready_nodes(cluster), ["control-plane-1", "worker-1", "worker-2"]);
    let memory = cluster.kubectl("get node worker-2 -o jsonpath={.status.capacity.memory}");
    assert_eq!(memory, "1Gi");
    cluster.devcluster(&["image", "load", "python:3.9-slim"]).ok();
    cluster.kubectl(&format!("apply -f {ECHO}"));
    cluster.kubectl("rollout status daemonset/echo --timeout=120s");
    for node in ["control-plane-1", "worker-1", "worker-2"] {
        let address = cluster.pod_address("app=echo", node);
        for from in ["control-plane-1", "worker-1", "worker-2"] {
            let pod = cluster.pod_on("app=echo", from);
            let asked =
                format!("import urllib.request as u; print(u.urlopen('http://{address}:8000', timeout=5).status)");
            let answer = cluster.devcluster(&["kubectl", "--", "exec", &pod, "--", "python", "-c", &asked]).ok();
            assert_eq!(answer.trim(), "200", "from {from} to {node}");
        }
    }

    cluster.kubectl("create deployment e2e-moves --image=registry.k8s.io/pause:3.10.2 --replicas=4");
    cluster.kubectl("rollout status deployment/e2e-moves --timeout=60s");
    cluster.kubectl(
        "run e2e-alone --image=registry.k8s.io/pause:3.10.2 --overrides={\"spec\":{\"nodeName\":\"worker-1\"}}",
    );
    cluster.kubectl("wait --for=condition=Ready --timeout=60s pod/e2e-alone");
    let stderr = cluster.devcluster(&["node", "remove", "worker-1"]).fails_with(4);
    assert!(stderr.contains("pods could not leave worker-1") && stderr.contains("e2e-alone"), "{stderr}");
    let cordoned = cluster.kubectl("get node worker-1 -o jsonpath={.spec.unschedulable}");
    assert_eq!(cordoned, "", "a removal that failed leaves the node as it was");
    cluster.kubectl("delete pod e2e-alone --grace-period=1");
    cluster.devcluster(&["node", "remove", "worker-1"]).ok();
    assert_eq!(ready_nodes(cluster), ["control-plane-1", "worker-2"]);
    let left = cluster.objects();
    assert!(!left.iter().any(|object| object.contains("worker-1")), "{left:?}");
    cluster.kubectl("rollout status deployment/e2e-moves --timeout=60s");
    let routes = docker(&["exec", &cluster.node(), "ip", "route"]);
    let subnets = cluster.kubectl("get nodes -o jsonpath={.items[*].spec.podCIDR}");
    until("the route to its pods is gone", LIMIT, || {
        let routes = docker(&["exec", &cluster.node(), "ip", "route"]);
        let theirs = routes.lines().filter(|line| line.contains(" via ") && line.starts_with("10.244.")).count();
        (theirs == subnets.split(' ').count() - 1).then_some(())
    });
    assert!(routes.contains("10.244."), "{routes}");

    // Its name and place are given to the next one.
    cluster.devcluster(&["node", "add"]).ok();
    assert_eq!(ready_nodes(cluster), ["control-plane-1", "worker-1", "worker-2"]);
    cluster.kubectl("delete deployment e2e-moves");
    let stderr = cluster.devcluster(&["node", "add", "--count", "100"]).fails_with(1);
    assert!(stderr.contains("has addresses for 100 nodes"), "{stderr}");
    let stderr = cluster.devcluster(&["node", "remove", "control-plane-1"]).fails_with(1);
    assert!(stderr.contains("would be left without a control plane"), "{stderr}");
}

/// Containers and network are made again of volumes, with all that was in them.
pub fn what_is_gone_comes_back(cluster: &Cluster) {
    cluster.devcluster(&["image", "load", "python:3.9-slim"]).ok();
    cluster.kubectl(&format!("apply -f {STATEFUL}"));
    cluster.kubectl("rollout status statefulset/e2e-kept --timeout=120s");
    cluster.devcluster(&["kubectl", "--", "exec", "e2e-kept-0", "--", "sh", "-c", "echo kept >/data/file"]).ok();
    let holder = cluster.kubectl("get pod e2e-kept-0 -o jsonpath={.spec.nodeName}");
    if holder != "control-plane-1" {
        let stderr = cluster.devcluster(&["node", "remove", &holder]).fails_with(1);
        assert!(stderr.contains("only copy") && stderr.contains("default/data-e2e-kept-0"), "{stderr}");
    }
    let before = identity(cluster);

    // What kubelet keeps is gone, too: a node is what its keys and files say, whatever else of it is left.
    let other = if holder == "worker-1" { "worker-2" } else { "worker-1" };
    docker(&["rm", "--force", &cluster.container(other)]);
    docker(&["volume", "rm", &format!("{}-kubelet", cluster.container(other))]);
    let status = cluster.devcluster(&["status"]);
    assert!(status.stdout.contains(&format!("{other} is gone, but for its volumes")), "{status}");
    cluster.devcluster(&["start"]).ok();
    assert_eq!(identity(cluster), before);

    for container in ["control-plane-1", "worker-1", "worker-2", "registry", "bridge"] {
        docker(&["rm", "--force", &cluster.container(container)]);
    }
    docker(&["network", "rm", &cluster.network()]);
    let status = cluster.devcluster(&["status"]);
    assert!(status.stdout.contains("its volumes are there\nhint: bring it back with"), "{status}");
    cluster.devcluster(&["start"]).ok();
    assert_eq!(identity(cluster), before);
    cluster.kubectl("rollout status statefulset/e2e-kept --timeout=120s");
    let file = cluster.devcluster(&["kubectl", "--", "exec", "e2e-kept-0", "--", "cat", "/data/file"]).ok();
    assert_eq!(file, "kept\n");
    cluster.devcluster(&["status"]).ok();
    cluster.kubectl(&format!("delete -f {STATEFUL}"));
    cluster.kubectl("delete pvc data-e2e-kept-0");
}

/// Certificates that are about to expire are renewed by a start; a user's own are renewed when he wants it.
pub fn certificates_are_renewed(cluster: &Cluster) {
    const AGE: &str = "cd /etc/kubernetes/pki && openssl x509 -in apiserver.crt -CA ca.crt -CAkey ca.key \
        -copy_extensions copyall -not_before $(date -d '300 days ago' +%Y%m%d000000Z) \
        -not_after $(date -d '30 days' +%Y%m%d000000Z) -out aged.crt && mv aged.crt apiserver.crt && touch -d '300 days ago' ../kubelet.conf";
    docker(&["exec", &cluster.node(), "sh", "-c", AGE]);
    // The API server shows it once it has seen that the file is another.
    let status = until("status tells of the aged certificate", LIMIT, || {
        let status = cluster.devcluster(&["status"]);
        status.stdout.contains("certificate apiserver of node control-plane-1 expires on").then_some(status)
    });
    assert!(status.stdout.contains("restart`"), "{status}");
    let restarted = cluster.devcluster(&["restart"]);
    assert!(restarted.stderr.contains("renewed the certificates of control-plane-1"), "{restarted}");
    restarted.ok();
    cluster.devcluster(&["status"]).ok();

    let user = || cluster.kubectl("config view --raw --minify -o jsonpath={.users[0].user.client-certificate-data}");
    let before = user();
    cluster.devcluster(&["kubeconfig", "rotate"]).ok();
    assert_ne!(user(), before);
    cluster.kubectl("auth can-i delete nodes");
}

/// Two commands on one cluster do not mix: the second waits for the first.
pub fn one_at_a_time(cluster: &Cluster) {
    let mut first = crate::process::start(&mut cluster.command(&["stop"]), None);
    let lock = cluster.container("lock");
    let locked = ["ps", "--all", "--quiet", "--filter", &format!("name=^{lock}$")];
    until("the first has the lock", LIMIT, || (!docker(&locked).is_empty()).then_some(()));
    let second = cluster.devcluster(&["start"]);
    assert!(second.stderr.contains("wait for devcluster, process"), "{second}");
    assert!(first.child.try_wait().expect("a process").is_some(), "the second did not wait for the first");
    second.ok();
    first.wait().ok();
    assert_eq!(docker(&locked), "");
}

/// Names of the nodes that are ready.
pub fn ready_nodes(cluster: &Cluster) -> Vec<String> {
    let lines = cluster.kubectl("get nodes --no-headers");
    let ready = lines.lines().filter(|line| line.contains(" Ready "));
    ready.filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
}

/// What must not change: addresses and certificates of all nodes, and the UID of the cluster.
fn identity(cluster: &Cluster) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    found.insert("uid".to_owned(), cluster.kubectl("get namespace kube-system -o jsonpath={.metadata.uid}"));
    found.insert(
        "addresses".to_owned(),
        cluster.kubectl("get nodes -o jsonpath={.items[*].status.addresses[0].address}"),
    );
    for node in ready_nodes(cluster) {
        let hash = [
            "exec",
            &cluster.container(&node),
            "sha256sum",
            "/etc/kubernetes/pki/ca.crt",
            "/etc/kubernetes/kubelet.conf",
        ];
        found.insert(node, docker(&hash));
    }
    let server = run(cluster.command(&["status", "-o", "json"]).env("NO_COLOR", "1")).stdout;
    let server = server.lines().find(|line| line.contains("\"apiServer\"")).unwrap_or_default().to_owned();
    found.insert("api server".to_owned(), server);
    found
}
