//! Host ports, changed with each call failing once: those that were there are never lost.

use std::net::{TcpListener, UdpSocket};

use devcluster::cluster::{ClusterState, names, observe, ports_labels};
use devcluster::config::PortSpec;
use devcluster::engine::double::EngineDouble;
use devcluster::engine::{ContainerSpec, Engine, NetworkSpec, PortBinding, Protocol};
use devcluster::steps::{
    Journal, PortsError, StepError, add_ports, check_ports, remove_ports, set_ports, start_ports, stop,
};
use tokio_util::sync::CancellationToken;

use crate::support::{IMAGE, reporter};

const OLD: &[&str] = &["8080:30080"];
const NEW: &[&str] = &["8080:30080", "9090:80@web"];

fn ports(texts: &[&str]) -> Vec<PortSpec> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

/// An engine with cluster `it`: its network, and a node with the files that matter here.
async fn engine() -> EngineDouble {
    let key = rcgen::KeyPair::generate().unwrap().serialize_pem();
    let engine = EngineDouble::with_images(&[IMAGE])
        .with_file("/etc/kubernetes/admin.conf", "clusters: [{cluster: {server: 'https://172.24.0.2:6443'}}]")
        .with_file("/etc/kubernetes/pki/ca.crt", "the authority's certificate")
        .with_file("/etc/kubernetes/pki/ca.key", &key)
        .with_file("/run/devcluster/ports.json", r#"[{"hostPort":8080,"protocol":"tcp","address":"10.96.3.4:80"}]"#);
    let network = NetworkSpec {
        name: names::network("it"),
        labels: names::cluster_labels("it"),
        subnet: "172.24.0.0/22".to_owned(),
        gateway: [172, 24, 0, 1].into(),
        ip_range: "172.24.2.0/24".to_owned(),
        mtu: None,
    };
    engine.create_network(&network).await.unwrap();
    let mut labels = names::cluster_labels("it");
    labels.insert(names::NODE_LABEL.to_owned(), "control-plane-1".to_owned());
    labels.insert(names::ROLE_LABEL.to_owned(), "control-plane".to_owned());
    let name = names::container("it", "control-plane-1");
    run(&engine, ContainerSpec { name, image: IMAGE.to_owned(), labels, ..ContainerSpec::default() }).await;
    engine
}

/// As `engine`, with the old ports published.
async fn engine_with_ports() -> EngineDouble {
    let engine = engine().await;
    set(&engine, OLD).await.unwrap();
    engine
}

async fn run(engine: &EngineDouble, spec: ContainerSpec) {
    engine.create_container(&spec).await.unwrap();
    engine.start_container(&spec.name).await.unwrap();
}

/// Somebody else's container, which publishes a port.
async fn run_theirs(engine: &EngineDouble, host_port: u16) {
    let ports =
        vec![PortBinding { host_ip: "0.0.0.0".to_owned(), host_port, container_port: 80, protocol: Protocol::Tcp }];
    run(engine, ContainerSpec { name: "theirs".to_owned(), ports, ..ContainerSpec::default() }).await;
}

async fn state(engine: &EngineDouble) -> ClusterState {
    observe(engine, "it").await.unwrap()
}

async fn set(engine: &EngineDouble, wanted: &[&str]) -> Result<(), StepError> {
    let state = state(engine).await;
    set_ports(engine, &reporter(), &state, &ports(wanted), &CancellationToken::new()).await.map(drop)
}

/// What `start` does for ports, when its nodes run.
async fn start(engine: &EngineDouble, asked: &[&str]) -> Result<(), StepError> {
    let node = names::container("it", "control-plane-1");
    engine.start_container(&node).await.unwrap();
    let (state, asked) = (state(engine).await, ports(asked));
    start_ports(engine, &reporter(), &Journal::default(), &state, &asked, &CancellationToken::new()).await
}

/// The ports that are published by the container of the right name, and no other is left.
async fn published(engine: &EngineDouble) -> Vec<String> {
    let ports = state(engine).await.ports;
    let others = engine.objects().iter().filter(|object| object.contains("ports")).count();
    assert_eq!(others, usize::from(ports.is_some()), "{:?}", engine.objects());
    ports.map_or_else(Vec::new, |there| {
        assert!(there.running, "{there:?}");
        assert_eq!(there.container, names::ports("it"));
        there.ports.iter().map(PortSpec::to_string).collect()
    })
}

#[tokio::test]
async fn ports_are_published_changed_and_removed() {
    let engine = engine().await;
    set(&engine, OLD).await.unwrap();
    assert_eq!(published(&engine).await, OLD);
    set(&engine, NEW).await.unwrap();
    assert_eq!(published(&engine).await, NEW);
    let calls = engine.calls().len();
    set(&engine, NEW).await.unwrap();
    assert_eq!(engine.calls().len(), calls + 4, "nothing changes, so it is only looked at");
    set(&engine, &[]).await.unwrap();
    assert_eq!(published(&engine).await, Vec::<String>::new());
}

#[tokio::test]
async fn each_call_of_a_change_fails_once_and_the_old_ports_are_kept() {
    let whole = engine_with_ports().await;
    let first = whole.calls().len() + 3;
    set(&whole, NEW).await.unwrap();
    // The last call gives the new container its name; the ports work by then.
    let last = whole.calls().len() - 1;
    assert!(whole.calls()[last].starts_with("rename_container"), "{:?}", whole.calls());
    for call in first..last {
        let engine = engine_with_ports().await.failing(call);
        assert!(set(&engine, NEW).await.is_err(), "call {call}, {}, failed", engine.calls()[call]);
        assert_eq!(published(&engine).await, OLD, "after a failure of {}", engine.calls()[call]);
    }
    let engine = engine_with_ports().await.failing(last);
    set(&engine, NEW).await.unwrap();
    assert_eq!(state(&engine).await.ports.unwrap().container, names::next_ports("it"));
    set(&engine, OLD).await.unwrap();
    assert_eq!(published(&engine).await, OLD, "the next change gives it its name");
}

#[tokio::test]
async fn each_call_of_the_first_ports_fails_once_and_nothing_is_left() {
    let whole = engine().await;
    let first = whole.calls().len() + 3;
    set(&whole, OLD).await.unwrap();
    for call in first..whole.calls().len() {
        let engine = engine().await.failing(call);
        assert!(set(&engine, OLD).await.is_err(), "call {call}, {}, failed", engine.calls()[call]);
        assert_eq!(published(&engine).await, Vec::<String>::new(), "after a failure of {}", engine.calls()[call]);
    }
}

#[tokio::test]
async fn a_port_that_another_container_has_is_told_and_the_old_ports_are_kept() {
    let engine = engine_with_ports().await;
    run_theirs(&engine, 9090).await;
    let error = set(&engine, NEW).await.unwrap_err();
    assert_eq!(error.to_string(), "host port 9090/tcp is in use by container `theirs`");
    assert_eq!(published(&engine).await, OLD);
}

#[tokio::test]
async fn ports_stop_and_start_with_their_cluster() {
    let engine = engine_with_ports().await;
    stop(&engine, &reporter(), "it", &[]).await.unwrap();
    let stopped = state(&engine).await;
    assert!(!stopped.ports.as_ref().unwrap().running);
    // A change of a cluster that is stopped starts nothing.
    set(&engine, NEW).await.unwrap();
    assert!(!state(&engine).await.ports.unwrap().running);
    start(&engine, &[]).await.unwrap();
    assert_eq!(published(&engine).await, NEW);
    start(&engine, &["8080:30081"]).await.unwrap();
    assert_eq!(published(&engine).await, ["8080:30081", "9090:80@web"], "a start may ask for others");
}

#[tokio::test]
async fn what_a_killed_change_left_goes() {
    let engine = engine_with_ports().await;
    let name = names::next_ports("it");
    let labels = ports_labels("it", &ports(NEW));
    engine.create_container(&ContainerSpec { name, labels, ..ContainerSpec::default() }).await.unwrap();
    engine.stop_container(&names::ports("it"), 1).await.unwrap();
    start(&engine, &[]).await.unwrap();
    assert_eq!(published(&engine).await, OLD);
}

#[tokio::test]
async fn ports_are_added_to_those_that_are_there_and_removed_one_by_one() {
    let engine = engine_with_ports().await;
    let interrupt = CancellationToken::new();
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let asked = ports(&[&format!("{free}:80@web")]);
    add_ports(&engine, &reporter(), &state(&engine).await, &asked, &interrupt).await.unwrap();
    assert_eq!(published(&engine).await, ["8080:30080".to_owned(), format!("{free}:80@web")]);
    let gone = ["8080".parse().unwrap()];
    remove_ports(&engine, &reporter(), &state(&engine).await, &gone, &interrupt).await.unwrap();
    assert_eq!(published(&engine).await, [format!("{free}:80@web")]);
    let unknown = remove_ports(&engine, &reporter(), &state(&engine).await, &gone, &interrupt).await.unwrap_err();
    assert_eq!(unknown.to_string(), format!("there is no host port 8080/tcp; there is {free}/tcp"));
}

#[tokio::test]
async fn ports_are_checked_before_anything_is_made() {
    let engine = engine().await;
    let (tcp, udp) = (TcpListener::bind("127.0.0.1:0").unwrap(), UdpSocket::bind("127.0.0.1:0").unwrap());
    let (tcp_port, udp_port) = (tcp.local_addr().unwrap().port(), udp.local_addr().unwrap().port());
    let calls = engine.calls().len();
    for (text, said) in [
        (format!("{tcp_port}:80@web"), format!("host port {tcp_port}/tcp is in use")),
        (format!("0.0.0.0:{udp_port}:53@dns/udp"), format!("host port {udp_port}/udp is in use")),
        (
            "192.0.2.1:8080:80@web".to_owned(),
            "`192.0.2.1` of port `192.0.2.1:8080:80@web` is not an address of this host".to_owned(),
        ),
    ] {
        assert_eq!(check_ports(&engine, &ports(&[&text])).await.unwrap_err().to_string(), said);
    }
    let twice = check_ports(&engine, &ports(&["8080:30080", "8080:30081"])).await;
    assert!(matches!(twice, Err(StepError::Ports(PortsError::Conflict(_)))));
    drop((tcp, udp));
    check_ports(&engine, &ports(&[&format!("{tcp_port}:80@web"), &format!("{udp_port}:53@dns/udp")])).await.unwrap();
    assert!(engine.calls()[calls..].iter().all(|call| call == "info" || call == "containers"));
}
