//! A cluster that is stopped and started again.

use std::net::TcpListener;
use std::time::Duration;

use crate::cluster::Cluster;
use crate::ports::{free_ports, metrics};
use crate::until::until;
use crate::world::docker;

const LIMIT: Duration = Duration::from_secs(30);

/// What was there is there again, also after a start that found the port taken.
pub fn stop_and_start(cluster: &Cluster) {
    cluster.kubectl("create configmap e2e-kept --from-literal=key=value");
    cluster.kubectl("create service loadbalancer e2e-kept --tcp=80");
    let address = || cluster.kubectl("get service e2e-kept -o jsonpath={.status.loadBalancer.ingress[0].ip}");
    let before = until("the service has an address", LIMIT, || Some(address()).filter(|address| !address.is_empty()));
    let format = "{{(index (index .NetworkSettings.Ports \"6443/tcp\") 0).HostPort}}";
    let port: u16 = docker(&["inspect", "--format", format, &cluster.node()]).trim().parse().expect("a port");

    let [host_port] = free_ports();
    cluster.devcluster(&["port", "add", &format!("{host_port}:metrics@kube-system/kube-dns")]).ok();

    cluster.devcluster(&["stop"]).ok();
    assert!(cluster.devcluster(&["port", "list"]).ok().contains("nowhere: stopped"));
    let stderr = cluster.devcluster(&["kubectl", "--", "get", "nodes"]).fails_with(1);
    assert!(stderr.contains("is stopped") && stderr.contains("hint: start it again"), "{stderr}");
    let status = cluster.devcluster(&["status"]);
    assert!(status.stdout.contains("problem: it is stopped\nhint: start it again"), "{status}");
    status.fails_with(4);

    let listener = TcpListener::bind(("127.0.0.1", port)).expect("the port is free while the cluster is stopped");
    let stderr = cluster.devcluster(&["start"]).fails_with(3);
    assert!(stderr.contains(&format!("host port {port} is in use")) && stderr.contains("hint:"), "{stderr}");
    drop(listener);

    cluster.devcluster(&["start"]).ok();
    assert_eq!(cluster.kubectl("get configmap e2e-kept -o jsonpath={.data.key}"), "value");
    assert_eq!(address(), before, "a LoadBalancer keeps its address");
    cluster.kubectl("delete configmap,service e2e-kept");
    until("the host's port leads there again", LIMIT, || metrics(host_port).then_some(()));
    cluster.devcluster(&["port", "remove", &host_port.to_string()]).ok();
}
