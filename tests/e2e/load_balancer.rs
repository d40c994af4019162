//! Services of type LoadBalancer have an address of their own that answers on this host.

use std::net::UdpSocket;
use std::process::Command;
use std::time::Duration;

use crate::cluster::Cluster;
use crate::process::{Done, run};
use crate::until::until;
use crate::world::docker;

const LIMIT: Duration = Duration::from_secs(60);
const BALANCED: &str = include_str!("../fixtures/manifests/balanced.yaml");
/// The same number for TCP and UDP.
const PORTS: &str = "ports: [{ name: tcp, port: 80, targetPort: 8080 }, \
    { name: udp, port: 80, protocol: UDP, targetPort: 8080 }]";

/// From the host, from a node and from a pod; TCP and UDP; two services on one port number; no other port.
pub fn answers(cluster: &Cluster) {
    serve(cluster);
    let first = balance(cluster, "first", "");
    let second = balance(cluster, "second", "");
    assert_ne!(first, second);
    for address in [&first, &second] {
        until("HTTP is answered", LIMIT, || get(address));
        assert!(ask_by_udp(address).starts_with("balanced-"));
    }

    let from_node = format!("exec 3<>/dev/tcp/{first}/80 && printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3 && cat <&3");
    for node in nodes(cluster) {
        assert!(docker(&["exec", &node, "timeout", "10", "bash", "-c", &from_node]).contains("balanced-"));
    }
    let from_pod = format!("import urllib.request; print(urllib.request.urlopen('http://{first}', timeout=5).read())");
    for pod in cluster.kubectl("get pods -l app=balanced -o jsonpath={.items[*].metadata.name}").split(' ') {
        assert!(cluster.devcluster(&["exec", pod, "--", "python", "-c", &from_pod]).ok().contains("balanced-"));
    }

    // Port 10250 is kubelet's, on all of a node's own addresses.
    assert_eq!(curl(&format!("https://{first}:10250")).code, 7);
    clear(cluster);
}

/// externalTrafficPolicy, loadBalancerSourceRanges and sessionAffinity mean what they say.
pub fn keeps_to_policies(cluster: &Cluster) {
    serve(cluster);
    let host = docker(&["network", "inspect", &cluster.network(), "--format", "{{(index .IPAM.Config 0).Gateway}}"]);
    let host = host.trim();

    let local = balance(cluster, "local", "externalTrafficPolicy: Local");
    let answer = until("HTTP is answered", LIMIT, || get(&local));
    assert!(answer.ends_with(&format!(" {host}")), "{answer}");
    assert!(ask_by_udp(&local).ends_with(&format!(" {host}")));

    let barred = balance(cluster, "barred", "loadBalancerSourceRanges: [203.0.113.0/24]");
    // kube-proxy has the address once the ranges that let this host in have an effect.
    let ranges = |ranges: &str| {
        let patch = format!(r#"{{"spec":{{"loadBalancerSourceRanges":["{ranges}"]}}}}"#);
        cluster.kubectl(&format!("patch service barred --patch {patch}"));
    };
    ranges(&format!("{host}/32"));
    until("the host is let in", LIMIT, || get(&barred));
    ranges("203.0.113.0/24");
    until("the host is kept out", LIMIT, || get(&barred).is_none().then_some(()));

    let sticky = balance(cluster, "sticky", "sessionAffinity: ClientIP");
    let pod = |answer: String| answer.split(' ').next().map(str::to_owned);
    let first = until("HTTP is answered", LIMIT, || get(&sticky).and_then(pod));
    for _ in 0..8 {
        assert_eq!(get(&sticky).and_then(pod).as_ref(), Some(&first));
    }
    clear(cluster);
}

/// An address comes back with the service's end or change of type; one that was asked for is given.
pub fn gives_and_takes_back(cluster: &Cluster) {
    let address = balance(cluster, "first", "");
    let held = || nodes(cluster).iter().filter(|node| holds(node, &address)).count();
    until("one node holds the address", LIMIT, || (held() == 1).then_some(()));
    cluster.kubectl("delete service first");
    until("no node holds the address", LIMIT, || (held() == 0).then_some(()));

    let asked = address.rsplit_once('.').map(|(network, _)| format!("{network}.77")).expect("an IPv4 address");
    assert_eq!(balance(cluster, "asking", &format!("loadBalancerIP: {asked}")), asked);
    cluster.kubectl(r#"patch service asking --patch {"spec":{"type":"ClusterIP"}}"#);
    assert_eq!(cluster.kubectl("get service asking -o jsonpath={.status.loadBalancer}"), "{}");
    assert_eq!(balance(cluster, "next", &format!("loadBalancerIP: {asked}")), asked);

    apply(cluster, &service("late", &format!("loadBalancerIP: {asked}")));
    let events = "get events --field-selector involvedObject.name=late -o jsonpath={.items[*].message}";
    until("an event says who has the address", LIMIT, || {
        cluster.kubectl(events).contains(&format!("`{asked}` belongs to the service `default/next`")).then_some(())
    });
    cluster.kubectl("delete service next");
    assert_eq!(address_of(cluster, "late"), asked);
    clear(cluster);
}

/// A node dies and comes back: its address is held by another, and by one alone. Needs two workers.
pub fn moves_when_its_node_dies(cluster: &Cluster) {
    serve(cluster);
    let address = balance(cluster, "moving", "externalTrafficPolicy: Local");
    until("HTTP is answered", LIMIT, || get(&address));
    let holders = || nodes(cluster).into_iter().filter(|node| holds(node, &address)).collect::<Vec<_>>();
    let [dying] = &holders()[..] else { panic!("one node holds {address}") };

    docker(&["kill", dying]);
    // Far less than the 40 s and more after which the API server calls the node unknown.
    let answer = until("another node answers", Duration::from_secs(15), || get(&address));
    assert!(!dying.ends_with(answer.split(' ').nth(1).unwrap_or_default()), "{answer}");

    docker(&["start", dying]);
    let node = dying.replace(&cluster.container(""), "");
    until("the node is a node again", LIMIT, || {
        let times = "jsonpath={.status.conditions[?(@.type=='Ready')].status}";
        let since = cluster.kubectl(&format!("get node {node} -o {times}"));
        (since == "True" && holds(dying, &node_address(cluster, &node))).then_some(())
    });
    let now = holders();
    assert!(now.len() == 1 && now[0] != *dying, "{now:?} after {dying} came back");
    until("HTTP is answered", LIMIT, || get(&address));
    clear(cluster);
}

fn serve(cluster: &Cluster) {
    cluster.load_python();
    apply(cluster, BALANCED);
    cluster.kubectl("rollout status daemonset/balanced --timeout=60s");
}

fn clear(cluster: &Cluster) {
    cluster.kubectl("delete service -l test=load-balancer");
    cluster.kubectl("delete daemonset balanced --ignore-not-found");
}

/// Makes a service; its address.
fn balance(cluster: &Cluster, name: &str, more: &str) -> String {
    apply(cluster, &service(name, more));
    address_of(cluster, name)
}

fn service(name: &str, more: &str) -> String {
    format!(
        "apiVersion: v1
kind: Service
metadata: {{ name: {name}, labels: {{ test: load-balancer }} }}
spec:
  type: LoadBalancer
  selector: {{ app: balanced }}
  {PORTS}
  {more}
"
    )
}

#[track_caller]
fn apply(cluster: &Cluster, manifest: &str) {
    cluster.devcluster_with(manifest, &["kubectl", "--", "apply", "--filename", "-"]).ok();
}

#[track_caller]
fn address_of(cluster: &Cluster, service: &str) -> String {
    let address = format!("get service {service} -o jsonpath={{.status.loadBalancer.ingress[0].ip}}");
    until("the service has an address", LIMIT, || Some(cluster.kubectl(&address)).filter(|address| !address.is_empty()))
}

fn node_address(cluster: &Cluster, node: &str) -> String {
    cluster.kubectl(&format!("get node {node} -o jsonpath={{.status.addresses[?(@.type=='InternalIP')].address}}"))
}

/// The engine's containers of all nodes.
fn nodes(cluster: &Cluster) -> Vec<String> {
    let names = cluster.kubectl("get nodes -o jsonpath={.items[*].metadata.name}");
    names.split(' ').map(|name| cluster.container(name)).collect()
}

/// Whether a node has the address on an interface. One that does not run has none.
fn holds(node: &str, address: &str) -> bool {
    let shown = run(Command::new("docker").args(["exec", node, "ip", "-oneline", "address", "show"]));
    shown.stdout.contains(&format!(" {address}/"))
}

fn get(address: &str) -> Option<String> {
    let done = curl(&format!("http://{address}"));
    (done.code == 0).then_some(done.stdout)
}

fn curl(url: &str) -> Done {
    run(Command::new("curl").args(["--silent", "--fail", "--insecure", "--max-time", "2", url]))
}

#[track_caller]
fn ask_by_udp(address: &str) -> String {
    let socket = UdpSocket::bind("0.0.0.0:0").expect("a port");
    socket.set_read_timeout(Some(Duration::from_secs(1))).expect("a timeout");
    until("UDP is answered", LIMIT, || {
        socket.send_to(b"hello", (address, 80)).ok()?;
        let mut answer = [0; 1500];
        let length = socket.recv(&mut answer).ok()?;
        Some(String::from_utf8_lossy(&answer[..length]).into_owned())
    })
}
