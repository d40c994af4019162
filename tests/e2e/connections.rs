//! Pods and services reached by name and by address, across nodes.

use std::collections::BTreeSet;
use std::process::Command;

use crate::cluster::Cluster;
use crate::nodes::NODES;
use crate::process::run;
use crate::world::docker;

/// Runs Python in the echo pod of a node; what it printed.
fn python(cluster: &Cluster, node: &str, code: &str) -> String {
    let pod = cluster.pod_on("app=echo", node);
    cluster.devcluster(&["exec", &pod, "--", "python", "-c", code]).ok()
}

fn get(url: &str) -> String {
    format!("import urllib.request; print(urllib.request.urlopen('{url}', timeout=10).read().decode(), end='')")
}

/// Every pod reaches every pod, which sees the asking pod's own address.
pub fn pod_to_pod(cluster: &Cluster) {
    for from in NODES {
        let source = cluster.pod_address("app=echo", from);
        for to in NODES {
            let target = cluster.pod_address("app=echo", to);
            let answer = python(cluster, from, &get(&format!("http://{target}:8000")));
            let fields: Vec<_> = answer.split_whitespace().collect();
            assert_eq!((fields[0], fields[2]), (to, source.as_str()), "from {from}: {answer}");
        }
    }
}

/// A service by its names leads to the pods of all nodes; one with affinity always to the same.
pub fn services_by_name(cluster: &Cluster) {
    let many = |url: &str| {
        let code = format!(
            "import urllib.request\nfor _ in range(24): print(urllib.request.urlopen('{url}', timeout=10).read().decode().split()[0])"
        );
        python(cluster, "worker-1", &code).lines().map(str::to_owned).collect::<BTreeSet<_>>()
    };
    let everywhere: BTreeSet<_> = NODES.map(str::to_owned).into();
    assert_eq!(many("http://echo"), everywhere);
    assert_eq!(many("http://echo.default.svc.cluster.local"), everywhere);
    assert_eq!(many("http://echo-alias"), everywhere, "through an ExternalName");
    assert_eq!(many("http://echo-sticky").len(), 1, "with session affinity");
}

/// A headless service's name is the pods' addresses.
pub fn headless_services(cluster: &Cluster) {
    let code = "import socket\nfor found in socket.getaddrinfo('echo-headless', 8000, proto=socket.IPPROTO_TCP): print(found[4][0])";
    let found: BTreeSet<_> = python(cluster, "worker-2", code).lines().map(str::to_owned).collect();
    let pods: BTreeSet<_> = NODES.iter().map(|node| cluster.pod_address("app=echo", node)).collect();
    assert_eq!(found, pods);
}

/// A NodePort answers on every node, from the host and from a pod.
pub fn node_ports(cluster: &Cluster) {
    let port = cluster.kubectl("get service echo -o jsonpath={.spec.ports[0].nodePort}");
    for node in NODES {
        let format = format!("{{{{(index .NetworkSettings.Networks \"{}\").IPAddress}}}}", cluster.network());
        let address = docker(&["inspect", "--format", &format, &cluster.container(node)]);
        let url = format!("http://{}:{port}", address.trim());
        let answer = run(Command::new("curl").args(["--silent", "--fail", "--max-time", "10", &url])).ok();
        assert!(NODES.iter().any(|node| answer.starts_with(node)), "{url}: {answer}");
        python(cluster, "worker-1", &get(&url));
    }
}
