//! Commands that look at clusters, and that leave work to kubectl.

use std::path::Path;

use serde_json::Value;

use crate::cluster::Cluster;
use crate::process::run;

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error} in\n{text}"))
}

pub fn list_status_version(cluster: &Cluster) {
    let clusters = json(&cluster.devcluster(&["list", "--json"]).ok());
    let ours = clusters.as_array().and_then(|all| all.iter().find(|row| row["name"] == *cluster.name));
    assert_eq!(ours.expect("our cluster is listed")["status"], "Running");
    assert!(cluster.devcluster(&["list"]).ok().contains(&cluster.name));

    let status = json(&cluster.devcluster(&["status", "--json"]).ok());
    assert_eq!(status["healthy"], true, "{status}");
    assert_eq!(status["nodes"][0]["name"], "control-plane-1");
    assert!(cluster.devcluster(&["status"]).ok().contains("control-plane-1"));

    let version = cluster.devcluster(&["version"]).ok();
    assert!(version.contains(env!("CARGO_PKG_VERSION")), "{version}");
    for shell in ["bash", "zsh", "fish"] {
        assert!(cluster.devcluster(&["completion", shell]).ok().contains("kubeconfig"), "{shell}");
    }

    let quiet = cluster.devcluster(&["--quiet", "start"]);
    assert_eq!((quiet.code, quiet.stdout.as_str(), quiet.stderr.as_str()), (0, "", ""), "{quiet}");
    let gone = cluster.devcluster(&["--name", "e2e-no-such-cluster", "status"]);
    assert!(gone.fails_with(1).contains("hint: make it with `devcluster --name e2e-no-such-cluster start`"));
}

pub fn kubeconfig(cluster: &Cluster) {
    let path = cluster.kubeconfig();
    assert_eq!(Path::new(cluster.devcluster(&["kubeconfig", "path"]).ok().trim()), path);
    let printed = cluster.devcluster(&["kubeconfig", "print"]).ok();
    assert!(printed.contains(&format!("current-context: devcluster-{}", cluster.name)), "{printed}");

    // Entries of others stay, and ours comes back.
    let others = "apiVersion: v1\nkind: Config\ncurrent-context: work\nclusters: []\nusers: []\ncontexts:\n- name: work\n  context: {cluster: work, user: me}\n";
    std::fs::write(&path, others).expect("a kubeconfig");
    cluster.devcluster(&["kubeconfig", "merge"]).ok();
    let merged = std::fs::read_to_string(&path).expect("a kubeconfig");
    assert!(merged.contains("name: work"), "{merged}");
    assert!(merged.contains(&format!("current-context: devcluster-{}", cluster.name)), "{merged}");
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(&path).expect("a kubeconfig").permissions().mode();
    assert_eq!(mode & 0o077, 0, "readable by others: {mode:o}");
}

pub fn kubectl(cluster: &Cluster) {
    let piped = cluster.devcluster_with(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: piped}\n",
        &["kubectl", "--", "create", "-f", "-"],
    );
    assert!(piped.ok().contains("configmap/piped created"));
    cluster.kubectl("delete configmap piped");

    // kubectl's words and its exit code, and no words of ours after them.
    let missing = cluster.devcluster(&["kubectl", "--", "get", "pod", "no-such-pod"]);
    let stderr = missing.fails_with(1);
    assert!(stderr.contains("NotFound") && !stderr.contains("hint:"), "{stderr}");

    // A host that has docker and no kubectl; twice, since the second time finds the binary that the first one fetched.
    let path = cluster.folder("no-kubectl");
    let docker = std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())
        .map(|folder| folder.join("docker"))
        .find(|path| path.is_file());
    let _ = std::os::unix::fs::symlink(docker.expect("docker is on PATH"), path.join("docker"));
    for _ in 0..2 {
        let version = run(cluster.command(&["kubectl", "--", "version", "--output=json"]).env("PATH", &path)).ok();
        let version = json(&version);
        assert_eq!(version["clientVersion"]["gitVersion"], version["serverVersion"]["gitVersion"]);
    }
}

pub fn start_again_as_json(cluster: &Cluster) {
    let before = cluster.objects();
    let events = cluster.devcluster(&["start", "--json"]).ok();
    let kinds: Vec<_> =
        events.lines().map(|line| json(line)["event"].as_str().unwrap_or_default().to_owned()).collect();
    assert_eq!(kinds.last().map(String::as_str), Some("summary"), "{events}");
    assert_eq!(cluster.objects(), before);
}
