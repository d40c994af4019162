//! Ports of the host that lead into the cluster, asked from the host.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, UdpSocket};
use std::os::unix::net::UnixStream;
use std::process::Command;
use std::thread;
use std::time::Duration;

use crate::cluster::Cluster;
use crate::process::{run, start};
use crate::until::until;
use crate::world::docker;

const LIMIT: Duration = Duration::from_secs(30);
/// CoreDNS serves DNS by UDP and TCP, and its metrics by HTTP: all that is needed is in every cluster.
const METRICS: &str = "coredns_build_info";

/// Added, changed and removed while the cluster lives; requests through the API server do not notice.
pub fn added_and_removed(cluster: &Cluster) {
    let [named, numbered, dns, taken] = free_ports();
    let node_port = expose(cluster, "e2e-metrics", "NodePort");
    let mut long = cluster.command(&["kubectl", "--", "-n", "kube-system", "logs", "-f", "-l", "k8s-app=kube-dns"]);
    let mut long = start(&mut long, None);

    cluster.devcluster(&["port", "add", &format!("{named}:metrics@kube-system/kube-dns")]).ok();
    assert!(metrics(named), "a service by name");
    let asked = [format!("{numbered}:{node_port}"), format!("{dns}:dns@kube-system/kube-dns/udp")];
    cluster.devcluster(&["port", "add", &asked[0], &asked[1]]).ok();
    assert!(metrics(named) && metrics(numbered), "what was there, and a node port");
    let api = resolve(dns, "kubernetes.default.svc.cluster.local").expect("CoreDNS answers by UDP");
    assert_eq!(api, Ipv4Addr::new(10, 96, 0, 1));
    assert!(long.child.try_wait().expect("kubectl can be waited for").is_none(), "the API server was always there");
    drop(long);

    let listener = TcpListener::bind(("127.0.0.1", taken)).expect("a port");
    let stderr = cluster.devcluster(&["port", "add", &format!("{taken}:{node_port}")]).fails_with(3);
    assert!(stderr.contains(&format!("host port {taken}/tcp is in use")) && stderr.contains("hint:"), "{stderr}");
    drop(listener);
    assert!(metrics(named) && metrics(numbered), "a change that failed leaves what was there");

    let listed = cluster.devcluster(&["port", "list", "--json"]).ok();
    let listed: serde_json::Value = serde_json::from_str(&listed).expect("JSON");
    assert_eq!(listed.as_array().map(Vec::len), Some(3), "{listed}");
    assert!(listed.as_array().expect("a list").iter().all(|port| port["problem"].is_null()), "{listed}");

    let gone = [numbered.to_string(), format!("{dns}/udp")];
    cluster.devcluster(&["port", "remove", &gone[0], &gone[1]]).ok();
    assert!(metrics(named) && !metrics(numbered));
    let stderr = cluster.devcluster(&["port", "remove", &gone[0]]).fails_with(1);
    assert!(stderr.contains(&format!("there is {named}/tcp")), "{stderr}");
    cluster.devcluster(&["port", "remove", &named.to_string()]).ok();
    assert!(!containers().contains(&container(cluster)), "the last port takes the container with it");
    cluster.kubectl("-n kube-system delete service e2e-metrics");
}

/// A port leads to a service that comes later, goes, and comes again with another address.
pub fn services_come_and_go(cluster: &Cluster) {
    let [port] = free_ports();
    let added = cluster.devcluster(&["port", "add", &format!("{port}:80@kube-system/e2e-metrics")]);
    assert!(added.stderr.contains("there is no service kube-system/e2e-metrics"), "{added}");
    added.ok();
    assert!(cluster.devcluster(&["port", "list"]).ok().contains("nowhere: there is no service"));
    assert!(!metrics(port));
    for kind in ["ClusterIP", "NodePort"] {
        expose(cluster, "e2e-metrics", kind);
        until("the port leads to the service", LIMIT, || metrics(port).then_some(()));
        cluster.kubectl("-n kube-system delete service e2e-metrics");
        until("the port is refused", LIMIT, || (!metrics(port)).then_some(()));
    }
    cluster.devcluster(&["port", "remove", &port.to_string()]).ok();
}

/// An engine elsewhere: the addresses of its nodes can't be reached, so a port of this host is led to the service.
pub fn engine_elsewhere(cluster: &Cluster) {
    expose(cluster, "e2e-metrics", "ClusterIP");
    let engine = engine_by_tcp();
    let url = || {
        let words = ["service", "e2e-metrics", "-n", "kube-system", "--url"];
        run(cluster.command(&words).env("DOCKER_HOST", &engine)).ok().trim().to_owned()
    };
    let first = url();
    let port = first.strip_prefix("http://127.0.0.1:").and_then(|port| port.parse().ok());
    assert!(metrics(port.unwrap_or_else(|| panic!("{first} is no port of this host"))), "{first}");
    assert_eq!(url(), first, "the port that is there is used again");
    cluster.devcluster(&["port", "remove", &first["http://127.0.0.1:".len()..]]).ok();
    cluster.kubectl("-n kube-system delete service e2e-metrics");
}

/// A service that leads to CoreDNS's metrics by port 80; its node port.
fn expose(cluster: &Cluster, name: &str, kind: &str) -> String {
    cluster.kubectl(&format!(
        "-n kube-system expose deployment coredns --name={name} --port=80 --target-port=9153 --type={kind}"
    ));
    cluster.kubectl(&format!("-n kube-system get service {name} -o jsonpath={{.spec.ports[0].nodePort}}"))
}

/// Whether CoreDNS's metrics are got by a port of this host.
pub fn metrics(port: u16) -> bool {
    let url = format!("http://127.0.0.1:{port}/metrics");
    let answer = run(Command::new("curl").args(["--silent", "--fail", "--max-time", "5", &url]));
    answer.code == 0 && answer.stdout.contains(METRICS)
}

/// Ports of this host that are free for TCP and UDP.
pub fn free_ports<const N: usize>() -> [u16; N] {
    let held = [(); N].map(|()| {
        loop {
            let tcp = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
            let port = tcp.local_addr().expect("its address").port();
            if let Ok(udp) = UdpSocket::bind(("127.0.0.1", port)) {
                break (port, tcp, udp);
            }
        }
    });
    held.map(|(port, ..)| port)
}

fn container(cluster: &Cluster) -> String {
    format!("devcluster-{}-ports", cluster.name)
}

fn containers() -> Vec<String> {
    docker(&["ps", "--all", "--format", "{{.Names}}"]).lines().map(str::to_owned).collect()
}

/// Asks a DNS server at a UDP port of this host for an address.
fn resolve(port: u16, name: &str) -> Option<Ipv4Addr> {
    let mut query = vec![0xAB, 0xCD, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0];
    for label in name.split('.') {
        query.push(u8::try_from(label.len()).ok()?);
        query.extend(label.as_bytes());
    }
    query.extend([0, 0, 1, 0, 1]);
    let socket = UdpSocket::bind(("127.0.0.1", 0)).ok()?;
    socket.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
    socket.send_to(&query, ("127.0.0.1", port)).ok()?;
    let mut answer = [0; 512];
    let length = socket.recv(&mut answer).ok()?;
    // The answer ends with the address of its only record.
    let address: [u8; 4] = answer[..length].last_chunk().copied()?;
    (answer[..2] == query[..2] && answer[7] == 1).then(|| address.into())
}

/// The engine's socket as an address on the network; what comes there is handed on.
fn engine_by_tcp() -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let address = listener.local_addr().expect("its address");
    thread::spawn(move || {
        for outside in listener.incoming().flatten() {
            let inside = UnixStream::connect("/var/run/docker.sock").expect("the engine's socket");
            let (from_outside, to_inside) =
                (outside.try_clone().expect("a socket"), inside.try_clone().expect("a socket"));
            thread::spawn(move || hand_on(from_outside, to_inside));
            thread::spawn(move || hand_on(inside, outside));
        }
    });
    format!("tcp://{address}")
}

fn hand_on(mut from: impl Read, mut to: impl Write) {
    // Either side may hang up at any time.
    let _ = std::io::copy(&mut from, &mut to);
}
