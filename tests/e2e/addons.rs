//! Addons, each used as its users do, enabled and disabled twice.

use std::process::Command;
use std::time::Duration;

use crate::cluster::Cluster;
use crate::process::{Done, run, start};
use crate::until::until;

const LIMIT: Duration = Duration::from_secs(90);
const LOADED: &str = include_str!("../fixtures/manifests/loaded.yaml");
const SCALED: &str = include_str!("../fixtures/manifests/scaled.yaml");
const HOSTS: &str = include_str!("../fixtures/manifests/hosts.yaml");

/// What nodes and pods use is told, and a loaded app gets more pods and loses them again.
pub fn metrics(cluster: &Cluster) {
    let listed = cluster.devcluster(&["addon", "list"]).ok();
    assert!(listed.lines().any(|line| line.starts_with("metrics ") && line.contains(" - ")), "{listed}");
    cluster.devcluster(&["addon", "enable", "metrics"]).ok();
    let nodes = until("nodes have figures", LIMIT, || tried(cluster, &["top", "nodes", "--no-headers"]));
    let count = cluster.kubectl("get nodes -o name").lines().count();
    assert_eq!(nodes.lines().count(), count, "{nodes}");
    let listed = cluster.devcluster(&["addon", "list", "--json"]).ok();
    assert!(listed.contains("\"phase\": \"enabled\""), "{listed}");

    cluster.load_python();
    apply(cluster, LOADED);
    cluster.kubectl("rollout status deployment/loaded --timeout=60s");
    let replicas = || cluster.kubectl("get deployment loaded -o jsonpath={.spec.replicas}");
    let load = start(&mut cluster.command(&["load-test", "loaded", "--rps", "20", "--duration", "10m"]), None);
    until("load brings more pods", Duration::from_secs(180), || (replicas() != "1").then_some(()));
    load.interrupt().fails_with(130);
    until("idle pods go", Duration::from_secs(240), || (replicas() == "1").then_some(()));
    cluster.kubectl("delete deployment,service,hpa loaded");

    // Without its pods its API would keep namespaces: that is told, and disabling mends it.
    cluster.kubectl("scale deployment -n kube-system metrics-server --replicas=0");
    let told = || cluster.devcluster(&["status"]).stdout.contains("API v1beta1.metrics.k8s.io is not served");
    until("status tells of the API", LIMIT, || told().then_some(()));
    let gone = || {
        cluster.devcluster(&["addon", "disable", "metrics"]).ok();
        is_gone(cluster, "metrics");
        assert_eq!(cluster.kubectl("get apiservice v1beta1.metrics.k8s.io --ignore-not-found"), "");
    };
    gone();
    cluster.devcluster(&["addon", "enable", "metrics"]).ok();
    until("nodes have figures again", LIMIT, || tried(cluster, &["top", "nodes", "--no-headers"]));
    gone();
}

/// Requests come in by name: on the LoadBalancer's address, on a port of this host, and by TLS that is trusted.
pub fn ingress(cluster: &Cluster) {
    cluster.load_python();
    apply(cluster, HOSTS);
    cluster.devcluster(&["addon", "enable", "ingress"]).ok();
    let classes = cluster.kubectl("get ingressclass,gatewayclass -o name");
    assert_eq!(classes, "ingressclass.networking.k8s.io/contour\ngatewayclass.gateway.networking.k8s.io/contour\n");
    let address = "get service -n projectcontour envoy -o jsonpath={.status.loadBalancer.ingress[0].ip}";
    let address = until("it has an address", LIMIT, || Some(cluster.kubectl(address)).filter(|ip| !ip.is_empty()));
    for host in ["red", "blue"] {
        let answer = || by_name(&format!("{host}.localhost"), 80, &address, &[]);
        assert_eq!(until("it is answered by name", LIMIT, answer), host);
    }

    let port = free_port();
    cluster.devcluster(&["port", "add", &format!("{port}:443@ingress")]).ok();
    cluster.devcluster(&["trust", "--secret", "red-tls", "red.localhost"]).ok();
    let authority = cluster.home().join("authority.pem");
    std::fs::write(&authority, cluster.devcluster(&["trust", "--print"]).ok()).expect("a file");
    let authority = authority.to_str().expect("a path");
    let answer = || by_name("red.localhost", port, "127.0.0.1", &["--cacert", authority]);
    assert_eq!(until("it is answered by https", LIMIT, answer), "red");
    // Nobody else's certificate is.
    assert_eq!(
        curl(&[&format!("https://red.localhost:{port}"), "--resolve", &format!("red.localhost:{port}:127.0.0.1")]).code,
        60
    );
    cluster.devcluster(&["port", "remove", &port.to_string()]).ok();
}

/// A Gateway of the user's own gets an Envoy and an address, and its routes are followed. Follows `ingress`.
pub fn gateways(cluster: &Cluster) {
    apply(cluster, include_str!("../fixtures/manifests/gateway.yaml"));
    let gateway = "get gateway own -o jsonpath={.status.addresses[0].value}";
    let address = until("it has an address", LIMIT, || Some(cluster.kubectl(gateway)).filter(|ip| !ip.is_empty()));
    let answer = || by_name("route.localhost", 80, &address, &[]);
    assert_eq!(until("it is answered by its route", LIMIT, answer), "red");
    let stderr = cluster.devcluster(&["addon", "disable", "ingress"]).fails_with(1);
    assert!(stderr.contains("would go with it") && stderr.contains("httproute.gateway"), "{stderr}");
    cluster.kubectl("delete httproute,gateway --all");
    let left = || cluster.kubectl("get deployments,services -o name");
    until("what it had is gone", LIMIT, || (!left().contains("own")).then_some(()));
}

/// Gone with all it made, and there again. Follows `ingress`.
pub fn ingress_twice(cluster: &Cluster) {
    for _ in 0..2 {
        cluster.devcluster(&["addon", "disable", "ingress"]).ok();
        is_gone(cluster, "ingress");
        let left = cluster.kubectl("get namespace,crd,ingressclass,clusterrole -o name");
        assert!(!left.contains("contour") && !left.contains("gateway"), "{left}");
        cluster.devcluster(&["addon", "enable", "ingress"]).ok();
        let address = "get service -n projectcontour envoy -o jsonpath={.status.loadBalancer.ingress[0].ip}";
        let address = until("it has an address", LIMIT, || Some(cluster.kubectl(address)).filter(|ip| !ip.is_empty()));
        until("it is answered by name", LIMIT, || by_name("red.localhost", 80, &address, &[]));
    }
    cluster.devcluster(&["addon", "disable", "ingress"]).ok();
    cluster.devcluster_with(HOSTS, &["kubectl", "--", "delete", "--ignore-not-found", "-f", "-"]);
    cluster.kubectl("delete secret red-tls");
}

/// Nodes that only seem to run take pods that tolerate them and as much as they say that they have, and go again.
pub fn simulated_nodes(cluster: &Cluster) {
    let real = cluster.kubectl("get nodes -o name");
    cluster.devcluster(&["node", "add", "--simulated", "40", "--cpus", "32", "--memory", "256Gi"]).ok();
    let ready =
        "get nodes -l devcluster.dev/simulated -o jsonpath={.items[*].status.conditions[?(@.type=='Ready')].status}";
    until("all of them are ready", LIMIT, || (cluster.kubectl(ready).matches("True").count() == 40).then_some(()));
    apply(cluster, SCALED);
    // More than 40 nodes of 32 CPUs have is left over.
    let running = "get pods -l app=scaled --field-selector status.phase=Running -o name";
    until("they are full", LIMIT, || (cluster.kubectl(running).lines().count() == 40).then_some(()));
    let waiting = cluster.kubectl("get pods -l app=scaled --field-selector status.phase=Pending -o name");
    assert_eq!(waiting.lines().count(), 5, "{waiting}");
    cluster.devcluster(&["status"]).ok();
    cluster.kubectl("delete deployment scaled");

    cluster.devcluster(&["node", "remove", "simulated-7"]).ok();
    cluster.devcluster(&["node", "remove", "--simulated"]).ok();
    assert_eq!(cluster.kubectl("get nodes -o name"), real);
    for again in [true, false] {
        cluster.devcluster(&["addon", "disable", "simulated-nodes"]).ok();
        is_gone(cluster, "simulated-nodes");
        if again {
            cluster.devcluster(&["addon", "enable", "simulated-nodes"]).ok();
        }
    }
}

/// What a namespace's level forbids is refused, until the addon goes and leaves the namespace as it was.
pub fn pod_security(cluster: &Cluster) {
    let labels = || cluster.kubectl("get namespace default -o jsonpath={.metadata.labels}");
    let before = labels();
    let root = ["kubectl", "--", "run", "root", "--image=python:3.9-slim", "--privileged", "--dry-run=server"];
    for _ in 0..2 {
        cluster.devcluster(&root).ok();
        cluster.devcluster(&["addon", "enable", "pod-security", "--set", "enforce=restricted"]).ok();
        let refused = cluster.devcluster(&root);
        assert!(refused.code != 0 && refused.stderr.contains("PodSecurity \"restricted"), "{refused}");
        let info = cluster.devcluster(&["addon", "info", "pod-security"]).ok();
        assert!(info.contains("restricted"), "{info}");
        cluster.devcluster(&["addon", "disable", "pod-security"]).ok();
        assert_eq!(labels(), before);
    }
}

/// An addon of the user's own: begun, checked, enabled with an option, opened, and gone.
pub fn of_ones_own(cluster: &Cluster) {
    cluster.load_python();
    let folder = cluster.folder("addons");
    cluster.devcluster_in(&folder, &["addon", "new", "hello"]).ok();
    let manifest = folder.join("hello/hello.yaml");
    let text = std::fs::read_to_string(&manifest).expect("a manifest");
    // There is no busybox here: Python serves as well.
    let text = text
        .replace("busybox:1.37", "python:3.9-slim")
        .replace(r#"[busybox, httpd, -f, -p, "8080", -h, /www]"#, r#"[python, -m, http.server, "8080", -d, /www]"#);
    std::fs::write(&manifest, text).expect("a manifest");
    let definition = folder.join("hello/addon.yaml");
    let text = std::fs::read_to_string(&definition).expect("a definition");
    std::fs::write(&definition, text.replace("busybox:1.37", "python:3.9-slim")).expect("a definition");
    cluster.devcluster_in(&folder, &["addon", "check", "./hello"]).ok();
    cluster.devcluster_in(&folder, &["addon", "enable", "./hello", "--set", "message=hi there"]).ok();
    let url = cluster.devcluster(&["addon", "open", "hello"]).ok();
    assert_eq!(until("the page answers", LIMIT, || page(&[url.trim()])), "hi there");
    let listed = cluster.devcluster(&["addon", "list"]).ok();
    assert!(listed.lines().any(|line| line.starts_with("hello ") && line.contains("enabled")), "{listed}");
    cluster.devcluster(&["addon", "disable", "hello"]).ok();
    is_gone(cluster, "hello");
}

/// A chart becomes an addon: it is listed, enabled again by its name, and gone.
pub fn of_charts(cluster: &Cluster) {
    cluster.load_python();
    let folder = cluster.folder("charts");
    std::fs::create_dir_all(folder.join("greeter/templates")).expect("a folder");
    let files = [
        ("greeter/Chart.yaml", "apiVersion: v2\nname: greeter\nversion: 0.1.0\n"),
        ("greeter/values.yaml", "greeting: none\nreplicas: 1\n"),
        ("greeter/templates/all.yaml", include_str!("../fixtures/manifests/chart.yaml")),
        ("prod.yaml", "greeting: prod\n"),
    ];
    for (name, text) in files {
        std::fs::write(folder.join(name), text).expect("a file");
    }
    let greeting = || cluster.kubectl("get configmap -n charts greeter -o jsonpath={.data.greeting}");
    cluster.kubectl("create namespace charts");
    for _ in 0..2 {
        let words = ["addon", "enable", "--chart", "greeter", "--namespace", "charts", "--values", "prod.yaml"];
        cluster.devcluster_in(&folder, &words).ok();
        assert_eq!(greeting(), "prod");
        let ready = || cluster.kubectl("get deployment -n charts greeter -o jsonpath={.status.readyReplicas}");
        assert_eq!(ready(), "1");
        cluster.devcluster(&["addon", "enable", "greeter", "--set", "replicas=2"]).ok();
        assert_eq!((greeting().as_str(), ready().as_str()), ("prod", "2"));
        let listed = cluster.devcluster(&["addon", "list"]).ok();
        assert!(listed.lines().any(|line| line.starts_with("greeter ") && line.contains("enabled")), "{listed}");
        cluster.devcluster(&["addon", "disable", "greeter"]).ok();
        is_gone(cluster, "greeter");
        assert_eq!(cluster.kubectl("get deployment,configmap -n charts -l app=greeter -o name"), "");
    }
    cluster.kubectl("delete namespace charts");
}

/// What can't be is told, and leaves nothing.
pub fn what_can_not_be(cluster: &Cluster) {
    let fails = |words: &[&str], text: &str| {
        let stderr = cluster.devcluster(&[&["addon"], words].concat()).fails_with(1);
        assert!(stderr.contains(text), "{stderr}");
    };
    fails(&["enable", "ingres"], "there is no addon `ingres`; there is ");
    fails(&["enable", "metrics", "--set", "resolution=soon"], "`resolution` has to be a whole number, not `soon`");
    fails(&["enable", "metrics", "--set", "speed=1"], "there is no option `speed`; there is resolution");
    fails(&["disable", "metrics"], "addon `metrics` is not enabled");
    fails(&["open", "metrics"], "addon `metrics` is not enabled");
    let folder = cluster.folder("wrong");
    std::fs::write(
        folder.join("addon.yaml"),
        "apiVersion: devcluster.dev/v1alpha1\nkind: Addon\nsumary: x\nneeds: [x]\n",
    )
    .expect("a file");
    let wrong = folder.to_str().expect("a path");
    fails(&["enable", wrong], "did you mean `summary`?");
    fails(&["check", wrong], "problems");

    // What the user has installed is left alone.
    apply(cluster, "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: metrics-server, namespace: kube-system}\n");
    fails(&["enable", "metrics"], "serviceaccount `metrics-server` in namespace `kube-system`");
    assert_eq!(cluster.kubectl("get deployment -n kube-system metrics-server --ignore-not-found"), "");
    cluster.kubectl("delete serviceaccount -n kube-system metrics-server");
}

pub fn is_gone(cluster: &Cluster, addon: &str) {
    let state = cluster.devcluster(&["addon", "info", addon, "--json"]);
    assert!(state.code != 0 || state.stdout.contains("\"state\": null"), "{state}");
    let name = format!("devcluster-addon-{addon}");
    assert_eq!(cluster.kubectl(&format!("get configmap -n kube-system {name} --ignore-not-found")), "");
}

fn tried(cluster: &Cluster, words: &[&str]) -> Option<String> {
    let done = cluster.devcluster(&[&["kubectl", "--"], words].concat());
    (done.code == 0).then_some(done.stdout)
}

#[track_caller]
fn apply(cluster: &Cluster, manifest: &str) {
    cluster.devcluster_with(manifest, &["kubectl", "--", "apply", "--filename", "-"]).ok();
}

fn by_name(host: &str, port: u16, address: &str, more: &[&str]) -> Option<String> {
    let scheme = if more.is_empty() { "http" } else { "https" };
    let resolve = format!("{host}:{port}:{address}");
    page(&[&[format!("{scheme}://{host}:{port}/").as_str(), "--resolve", &resolve], more].concat())
}

fn page(words: &[&str]) -> Option<String> {
    let done = curl(words);
    (done.code == 0).then(|| done.stdout.trim().to_owned())
}

fn curl(words: &[&str]) -> Done {
    run(Command::new("curl").args(["--silent", "--fail", "--noproxy", "*", "--max-time", "3"]).args(words))
}

pub fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("its address").port()
}
