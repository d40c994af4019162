//! The addon `registry`: images are pushed to the cluster, and pods run them.

use std::process::Command;
use std::time::Duration;

use crate::addons::{free_port, is_gone};
use crate::cluster::Cluster;
use crate::layers::{SHARED, build, output};
use crate::process::run;
use crate::until::until;
use crate::world::docker;

const LIMIT: Duration = Duration::from_secs(90);

/// Everyone on this host may push to the cluster's registry, and pods run what was pushed, under the same name.
pub fn comes_and_goes(cluster: &Cluster) {
    for _ in 0..2 {
        let port = free_port();
        cluster.devcluster(&["addon", "enable", "registry", "--set", &format!("port={port}")]).ok();
        pushed_images_run(cluster, port);
        let folders = || docker(&["exec", &cluster.container("control-plane-1"), "ls", "/etc/containerd/certs.d"]);
        assert!(folders().contains(&format!("localhost:{port}\n")), "{}", folders());
        cluster.devcluster(&["addon", "disable", "registry"]).ok();
        is_gone(cluster, "registry");
        assert_eq!(cluster.kubectl("get configmap -n kube-public local-registry-hosting --ignore-not-found"), "");
        assert!(!folders().contains("localhost"), "{}", folders());
        assert!(!cluster.devcluster(&["port", "list"]).ok().contains("registry"));
    }
    let held = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = format!("port={}", held.local_addr().expect("its address").port());
    let stderr = cluster.devcluster(&["addon", "enable", "registry", "--set", &port]).fails_with(3);
    assert!(stderr.contains("is in use"), "{stderr}");
    is_gone(cluster, "registry");
}

/// The registry that the cluster was started with; it is a mirror of another one, too, and new nodes know it.
pub fn of_the_config(cluster: &Cluster) {
    let shown = cluster.devcluster(&["status"]).ok();
    let registry = shown.lines().find_map(|line| line.trim().strip_prefix("Registry       localhost:"));
    let port = registry.and_then(|port| port.parse().ok()).unwrap_or_else(|| panic!("{shown}"));
    pushed_images_run(cluster, port);
    run_once(cluster, "e2e-mirrored", "mirrored.example.com/team/app:v1");
}

fn pushed_images_run(cluster: &Cluster, port: u16) {
    let image = format!("localhost:{port}/team/app:v1");
    let dockerfile = "FROM python:3.9-slim\nRUN echo pushed > /text\nCMD [\"cat\", \"/text\"]\n";
    build(&cluster.folder("pushed"), SHARED, dockerfile);
    docker(&["tag", SHARED, &image]);
    docker(&["push", &image]);
    // Nodes get it from the registry, not from the engine.
    docker(&["rmi", &image, SHARED]);
    run_once(cluster, "e2e-pushed", &image);

    let path = "jsonpath={.data.localRegistryHosting\\.v1}";
    let announced = cluster.kubectl(&format!("get configmap local-registry-hosting -n kube-public -o {path}"));
    assert!(announced.contains(&format!("host: localhost:{port}\n")), "{announced}");
    cluster.load_python();
    let catalog = "import urllib.request as u; print(u.urlopen('http://registry.kube-system:5000/v2/_catalog').read())";
    let words = ["kubectl", "--", "run", "e2e-catalog", "--restart=Never", "--image=python:3.9-slim", "--"];
    cluster.devcluster(&[&words[..], &["python", "-c", catalog]].concat()).ok();
    let told = until("the pod has run", LIMIT, || output(cluster, "e2e-catalog"));
    assert!(told.contains("team/app"), "{told}");
    cluster.kubectl("delete pod e2e-catalog --now");
    let status = |path: &str, host: &str| {
        let url = format!("http://127.0.0.1:{port}{path}");
        let host = format!("Host: {host}");
        let words = ["--silent", "--output", "/dev/null", "--write-out", "%{http_code}", "--header", &host, &url];
        run(Command::new("curl").args(words)).ok()
    };
    assert_eq!(status("/v2/team/app/tags/list", "localhost"), "200");
    assert_eq!(status("/v2/images/tags/list", "localhost"), "403", "what passes through it is nobody's");
    assert_eq!(status("/v2/team/app/tags/list", "rebound.example.com"), "403", "a web page can't reach it");
}

/// A pod of an image that prints `pushed`.
fn run_once(cluster: &Cluster, name: &str, image: &str) {
    cluster.kubectl(&format!("run {name} --image={image} --image-pull-policy=Always --restart=Never"));
    until("the pod has run", LIMIT, || (output(cluster, name)? == "pushed").then_some(()));
    cluster.kubectl(&format!("delete pod {name} --now"));
}
