//! It is Kubernetes: what any cluster has is there, and what any kubectl does works.

use std::net::TcpListener;
use std::process::Command;
use std::time::Duration;

use crate::cluster::Cluster;
use crate::process::run;
use crate::until::until;
use crate::world::docker;

const POD_LIMIT: Duration = Duration::from_secs(60);

/// Right after `start`: nodes, namespaces and system pods.
pub fn is_whole(cluster: &Cluster) {
    assert!(cluster.kubectl("cluster-info").contains("is running at https://127.0.0.1:"));

    let nodes = cluster.kubectl("get nodes --no-headers");
    let fields: Vec<_> = nodes.split_whitespace().collect();
    assert_eq!(fields[..3], ["control-plane-1", "Ready", "control-plane"], "{nodes}");

    let namespaces = cluster.kubectl("get namespaces -o name");
    for name in ["default", "kube-system", "kube-public", "kube-node-lease"] {
        assert!(namespaces.lines().any(|line| line == format!("namespace/{name}")), "{name} of {namespaces}");
    }

    let pods = cluster.kubectl("get pods -n kube-system --no-headers");
    let parts = ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"]
        .map(|name| format!("{name}-control-plane-1"));
    for name in parts.iter().map(String::as_str).chain(["kube-proxy-", "coredns-"]) {
        let line =
            pods.lines().find(|line| line.starts_with(name)).unwrap_or_else(|| panic!("no pod {name} in\n{pods}"));
        let fields: Vec<_> = line.split_whitespace().collect();
        assert_eq!(fields[1..3], ["1/1", "Running"], "{pods}");
    }
}

/// From a pod: names of the cluster, a server on this host, and the world outside where this host reaches it.
pub fn pods_reach_names_and_the_outside(cluster: &Cluster) {
    cluster.load_python();
    cluster.kubectl("run probe --image=python:3.9-slim --image-pull-policy=IfNotPresent --restart=Never -- sleep 600");
    cluster.kubectl("wait pod/probe --for=condition=Ready --timeout=60s");
    let python = |code: &str| cluster.devcluster(&["exec", "probe", "--", "python", "-c", code]);

    let service = cluster.kubectl("get service kubernetes -o jsonpath={.spec.clusterIP}");
    for name in ["kubernetes.default", "kubernetes.default.svc.cluster.local"] {
        let address = python(&format!("import socket; print(socket.gethostbyname('{name}'))")).ok();
        assert_eq!(address.trim(), service);
    }

    let listener = TcpListener::bind("0.0.0.0:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let host = docker(&["network", "inspect", &cluster.network(), "--format", "{{(index .IPAM.Config 0).Gateway}}"]);
    let host = host.trim();
    python(&format!("import socket; socket.create_connection(('{host}', {port}), 10)")).ok();

    let outside = "http://deb.debian.org/";
    if run(Command::new("curl").args(["--silent", "--head", "--max-time", "10", outside])).code == 0 {
        python(&format!("import urllib.request; urllib.request.urlopen('{outside}', timeout=20)")).ok();
    }
    cluster.kubectl("delete pod probe --grace-period=0 --force");
}

/// The commands that go through kubelet.
pub fn logs_exec_cp_and_port_forward(cluster: &Cluster) {
    cluster.load_python();
    cluster.kubectl("run files --image=python:3.9-slim --image-pull-policy=IfNotPresent --restart=Never -- python -u -m http.server 8000");
    cluster.kubectl("wait pod/files --for=condition=Ready --timeout=60s");

    let host = cluster.devcluster(&["exec", "files", "--", "hostname"]).ok();
    assert_eq!(host.trim(), "files");

    let file = cluster.home().join("hello.txt");
    std::fs::write(&file, "hello from the host\n").expect("a file");
    cluster.kubectl(&format!("cp {} files:/hello.txt", file.display()));

    // `:8000` lets kubectl choose the port on this side; its first line tells.
    let forward = cluster.folder("forward").join("output");
    let output = std::fs::File::create(&forward).expect("a file");
    let mut command = cluster.command(&["kubectl", "--", "port-forward", "pod/files", ":8000"]);
    let mut child = command.stdout(output).spawn().expect("devcluster runs");
    let port = until("port-forward names its port", POD_LIMIT, || {
        let text = std::fs::read_to_string(&forward).unwrap_or_default();
        Some(text.lines().next()?.split_once("127.0.0.1:")?.1.split(' ').next()?.to_owned())
    });
    let answer =
        run(Command::new("curl").args(["--silent", "--fail", &format!("http://127.0.0.1:{port}/hello.txt")])).ok();
    assert_eq!(answer, "hello from the host\n");
    // SIGTERM goes on to kubectl, so that no kubeconfig and no process is left.
    run(Command::new("kill").arg(child.id().to_string())).ok();
    child.wait().expect("it ends");

    let logs = until("the request is in the logs", POD_LIMIT, || {
        let logs = cluster.devcluster(&["logs", "files"]).ok();
        logs.contains("GET /hello.txt").then_some(logs)
    });
    assert!(logs.contains("200"), "{logs}");

    let seen = cluster.folder("follow").join("output");
    let output = std::fs::File::create(&seen).expect("a file");
    let mut follower = cluster.command(&["logs", "files", "--follow"]).stdout(output).spawn().expect("devcluster runs");
    until("the logs are followed", POD_LIMIT, || {
        std::fs::read_to_string(&seen).ok()?.contains("GET /hello.txt").then_some(())
    });
    cluster.kubectl("delete pod files --grace-period=0 --force");
    assert!(follower.wait().expect("it ends with its pod").success());
}
