//! NetworkPolicies say who reaches whom, from the moment that they are there until they go.

use std::fs::File;
use std::time::Duration;

use crate::cluster::Cluster;
use crate::until::until;
use crate::world::docker;

const GUARDED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/manifests/guarded.yaml");
const LIMIT: Duration = Duration::from_secs(60);
const DENY: &str = "podSelector: {}\npolicyTypes: [Ingress]\n";
const SERVERS: &str = "podSelector: {matchLabels: {app: server}}\n";
const CLIENTS: &str = "podSelector: {matchLabels: {app: client}}\npolicyTypes: [Egress]\n";

/// An address and a port that a client asks.
type Socket = (String, u16);

/// Servers run on every node, so that clients reach them on their own and on others.
pub fn holds(cluster: &Cluster) {
    cluster.load_python();
    cluster.kubectl(&format!("apply -f {GUARDED}"));
    cluster.kubectl("rollout status daemonset/server --namespace e2e-guarded --timeout=120s");
    for namespace in ["e2e-guarded", "e2e-other"] {
        cluster.kubectl(&format!("wait pod/client --namespace {namespace} --for=condition=Ready --timeout=60s"));
    }

    denial_and_labels(cluster);
    namespaces_and_named_ports(cluster);
    egress(cluster);
    old_connections(cluster);
    first_packet(cluster);

    cluster.kubectl("delete --ignore-not-found namespace e2e-guarded e2e-other");
    until("no node holds rules", LIMIT, || {
        let nodes = cluster.kubectl("get nodes -o jsonpath={.items[*].metadata.name}");
        let tables = |node: &str| docker(&["exec", &cluster.container(node), "nft", "list", "tables"]);
        nodes.split(' ').all(|node| !tables(node).contains("devcluster-policy")).then_some(())
    });
}

/// Nobody, then pods with a label, then all again. Probes go on.
fn denial_and_labels(cluster: &Cluster) {
    expect(cluster, "e2e-guarded", &servers(cluster, 8080), true);
    set_policy(cluster, "deny", DENY);
    expect(cluster, "e2e-guarded", &servers(cluster, 8080), false);
    expect(cluster, "e2e-guarded", &service(cluster), false);
    probes_go_on(cluster);

    set_policy(
        cluster,
        "allow",
        &format!("{SERVERS}ingress: [{{from: [{{podSelector: {{matchLabels: {{let: in}}}}}}]}}]\n"),
    );
    expect(cluster, "e2e-guarded", &servers(cluster, 8080), false);
    cluster.kubectl("label pod client let=in --namespace e2e-guarded");
    expect(cluster, "e2e-guarded", &servers(cluster, 8080), true);
    expect(cluster, "e2e-guarded", &service(cluster), true);
    cluster.kubectl("label pod client let- --namespace e2e-guarded");
    expect(cluster, "e2e-guarded", &servers(cluster, 8080), false);

    clear(cluster);
    expect(cluster, "e2e-guarded", &servers(cluster, 8080), true);
}

fn namespaces_and_named_ports(cluster: &Cluster) {
    let rule = "{from: [{namespaceSelector: {matchLabels: {team: a}}}], ports: [{port: web}]}";
    set_policy(cluster, "team", &format!("{SERVERS}ingress: [{rule}]\n"));
    expect(cluster, "e2e-other", &servers(cluster, 8080), false);
    cluster.kubectl("label namespace e2e-other team=a");
    expect(cluster, "e2e-other", &servers(cluster, 8080), true);
    expect(cluster, "e2e-other", &servers(cluster, 8081), false);
    expect(cluster, "e2e-guarded", &servers(cluster, 8080), false);
    cluster.kubectl("label namespace e2e-other team-");
    expect(cluster, "e2e-other", &servers(cluster, 8080), false);
    clear(cluster);
}

/// By block and port, with an exception.
fn egress(cluster: &Cluster) {
    let servers_at = |port| servers(cluster, port);
    let first = servers_at(8080)[0].0.clone();
    let to = |block: &str| {
        format!("{CLIENTS}egress: [{{to: [{{ipBlock: {block}}}], ports: [{{port: 8080, endPort: 8080}}]}}]\n")
    };
    set_policy(cluster, "egress", &to("{cidr: 0.0.0.0/0}"));
    expect(cluster, "e2e-guarded", &servers_at(8081), false);
    expect(cluster, "e2e-guarded", &servers_at(8080), true);
    set_policy(cluster, "egress", &to(&format!("{{cidr: 0.0.0.0/0, except: [{first}/32]}}")));
    expect(cluster, "e2e-guarded", &[(first, 8080)], false);
    expect(cluster, "e2e-other", &servers_at(8081), true);
    clear(cluster);
}

/// A connection that is open when a policy comes is cut off, at both kinds of ends.
fn old_connections(cluster: &Cluster) {
    let (address, port) = servers(cluster, 8081).pop().expect("a server");
    let talk = format!(
        "import socket, time\n\
         talk = socket.create_connection(('{address}', {port}), 10)\n\
         while True: talk.sendall(b'hello\\n'); print(talk.recv(6).decode().strip() or 'ended', flush=True); time.sleep(0.1)"
    );
    for policy in [DENY, CLIENTS] {
        let seen = cluster.folder("connection").join("output");
        let words = ["exec", "--namespace", "e2e-guarded", "client", "--", "python", "-c", &talk];
        let mut command = cluster.command(&[&["kubectl", "--"][..], &words].concat());
        let output = File::create(&seen).expect("a file");
        let mut talking = command.stdout(output).stderr(std::process::Stdio::null()).spawn().expect("devcluster runs");
        let said = || std::fs::read_to_string(&seen).unwrap_or_default();
        until("the connection is alive", LIMIT, || said().contains("hello").then_some(()));
        set_policy(cluster, "late", policy);
        until("the connection has ended", LIMIT, || talking.try_wait().expect("it can be waited for"));
        clear(cluster);
    }
}

/// What a pod sends first, when it starts under a policy, does not get out.
fn first_packet(cluster: &Cluster) {
    let (address, port) = servers(cluster, 8081).pop().expect("a server");
    let shell = format!("exec 3<>/dev/tcp/{address}/{port} && echo open");
    let run = |name: &str| {
        let image = "--image=python:3.9-slim --image-pull-policy=IfNotPresent --restart=Never --labels=app=client";
        let words = format!("kubectl -- run {name} --namespace e2e-guarded {image} -- timeout 5 bash -c");
        let words: Vec<_> = words.split(' ').chain([shell.as_str()]).collect();
        cluster.devcluster(&words).ok();
        until("the pod has ended", LIMIT, || {
            let phase =
                cluster.kubectl(&format!("get pod {name} --namespace e2e-guarded -o jsonpath={{.status.phase}}"));
            ["Succeeded", "Failed"].contains(&phase.as_str()).then_some(phase)
        })
    };
    assert_eq!(run("free"), "Succeeded");
    set_policy(cluster, "egress", CLIENTS);
    expect(cluster, "e2e-guarded", &[(address.clone(), port)], false);
    assert_eq!(run("held"), "Failed");
    clear(cluster);
}

/// kubelet's requests reach pods that nobody may reach.
fn probes_go_on(cluster: &Cluster) {
    let probes = || cluster.kubectl("logs daemonset/server --namespace e2e-guarded").matches("GET / ").count();
    let before = probes();
    until("three more probes are answered", LIMIT, || (probes() >= before + 3).then_some(()));
    let ready = "get daemonset server --namespace e2e-guarded -o jsonpath={.status.numberUnavailable}";
    assert_eq!(cluster.kubectl(ready), "");
}

fn servers(cluster: &Cluster, port: u16) -> Vec<Socket> {
    let addresses = "get pods -l app=server --namespace e2e-guarded -o jsonpath={.items[*].status.podIP}";
    cluster.kubectl(addresses).split(' ').map(|address| (address.to_owned(), port)).collect()
}

fn service(cluster: &Cluster) -> Vec<Socket> {
    vec![(cluster.kubectl("get service server --namespace e2e-guarded -o jsonpath={.spec.clusterIP}"), 80)]
}

/// Waits until the client of a namespace reaches all of them, or none.
#[track_caller]
fn expect(cluster: &Cluster, namespace: &str, to: &[Socket], open: bool) {
    let ask = format!(
        "import socket\n\
         def reaches(socket_address):\n    \
             try: socket.create_connection(socket_address, 1); return True\n    \
             except OSError: return False\n\
         print({{reaches(to) for to in {to:?}}})"
    );
    let words = ["kubectl", "--", "exec", "--namespace", namespace, "client", "--", "python", "-c", &ask];
    let expected = if open { "{True}\n" } else { "{False}\n" };
    let what = format!("{to:?} {} from {namespace}", if open { "are reached" } else { "are not reached" });
    until(&what, LIMIT, || (cluster.devcluster(&words).ok() == expected).then_some(()));
}

/// A policy of the namespace with the servers.
#[track_caller]
fn set_policy(cluster: &Cluster, name: &str, spec: &str) {
    let spec: String = spec.lines().map(|line| format!("  {line}\n")).collect();
    let policy = format!(
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n\
         metadata: {{name: {name}, namespace: e2e-guarded}}\nspec:\n{spec}"
    );
    cluster.devcluster_with(&policy, &["kubectl", "--", "apply", "--filename", "-"]).ok();
}

fn clear(cluster: &Cluster) {
    cluster.kubectl("delete networkpolicies --all --namespace e2e-guarded");
}
