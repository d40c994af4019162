//! Commands that look at clusters, and that leave work to kubectl.

use std::path::Path;

use serde_json::Value;

use crate::cluster::Cluster;
use crate::process::run;
use crate::world::docker;

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error} in\n{text}"))
}

pub fn list_and_version(cluster: &Cluster) {
    let clusters = json(&cluster.devcluster(&["list", "--json"]).ok());
    let ours = clusters.as_array().and_then(|all| all.iter().find(|row| row["name"] == *cluster.name));
    assert_eq!(ours.expect("our cluster is listed")["status"], "Running");
    let listed = cluster.devcluster(&["list", "-o", "wide"]).ok();
    assert!(listed.contains(&cluster.name) && listed.contains("SUBNET"), "{listed}");
    let contradiction = cluster.devcluster(&["list", "--json", "-o", "yaml"]);
    assert!(contradiction.fails_with(2).contains("--json means -o json"));

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

/// Nodes, addresses, certificates and volumes, in every format.
pub fn status(cluster: &Cluster) {
    let volume = "e2e-status";
    let folder = format!("/var/lib/kubelet/devcluster-volumes/{volume}");
    let write = format!("mkdir -p {folder} && dd if=/dev/zero of={folder}/data bs=1M count=3");
    docker(&["exec", &cluster.node(), "sh", "-c", &write]);
    let manifest = VOLUME.replace("NAME", volume).replace("FOLDER", &folder);
    cluster.devcluster_with(&manifest, &["kubectl", "--", "create", "-f", "-"]).ok();

    let status = json(&cluster.devcluster(&["status", "--json"]).ok());
    assert_eq!(status["healthy"], true, "{status}");
    let node = &status["nodes"][0];
    assert_eq!((&node["name"], &node["ready"]), (&"control-plane-1".into(), &true.into()), "{status}");
    let mebibytes = |value: &Value| value.as_u64().unwrap_or_default() >> 20;
    assert!((100..4096).contains(&mebibytes(&node["memoryUsed"])) && mebibytes(&node["diskUsed"]) > 3, "{status}");
    assert!(status["loadBalancers"].as_str().is_some_and(|range| range.ends_with("/24")), "{status}");
    let certificates = status["certificates"].as_array().expect("a list");
    for name in ["apiserver", "ca", "etcd-ca", "kubelet", "admin.conf"] {
        assert!(certificates.iter().any(|certificate| certificate["name"] == name), "{name} of {status}");
    }
    let ours = status["volumes"].as_array().and_then(|all| all.iter().find(|row| row["name"] == volume));
    let ours = ours.unwrap_or_else(|| panic!("no {volume} in {status}"));
    assert_eq!((&ours["size"], &ours["node"]), (&"5Mi".into(), &"control-plane-1".into()), "{status}");
    assert_eq!(mebibytes(&ours["used"]), 3, "{status}");

    assert!(cluster.devcluster(&["status", "-o", "yaml"]).ok().contains("healthy: true"));
    let table = cluster.devcluster(&["status"]).ok();
    assert!(table.contains("control-plane-1") && table.contains(volume) && !table.contains("RESTARTS"), "{table}");
    let wide = cluster.devcluster(&["status", "-o", "wide"]).ok();
    assert!(wide.contains("RESTARTS") && wide.contains("etcd-healthcheck-client"), "{wide}");
    // Without the user's kubeconfig too.
    run(cluster.command(&["status"]).env("KUBECONFIG", cluster.home().join("none"))).ok();

    cluster.kubectl(&format!("delete pv {volume}"));
    docker(&["exec", &cluster.node(), "rm", "-r", &folder]);
}

/// Facts of this machine can't be known beforehand; that an engine answers and a node runs can.
pub fn doctor(cluster: &Cluster) {
    let diagnosed = cluster.devcluster(&["doctor", "-o", "json"]);
    assert!([0, 3].contains(&diagnosed.code), "{diagnosed}");
    let diagnosis = json(&diagnosed.stdout);
    let verdict = |check: &str| {
        let findings = diagnosis["findings"].as_array().expect("a list");
        let found = findings.iter().find(|finding| finding["check"] == check);
        found.unwrap_or_else(|| panic!("no {check} in {diagnosis}"))["verdict"].clone()
    };
    for check in ["engine", "kernel", "cgroups", "capabilities", "ports", "clock"] {
        assert_eq!(verdict(check), "ok", "{check}: {diagnosis}");
    }
    let table = cluster.devcluster(&["doctor"]).stdout;
    assert!(table.contains("inotify") && table.contains("disk"), "{table}");
    let mut command = cluster.command(&["doctor"]);
    let absent = run(command.env("DOCKER_HOST", format!("unix://{}", cluster.home().join("none.sock").display())));
    assert!(absent.stdout.contains("no container engine answers at"), "{absent}");
    absent.fails_with(3);
}

/// What a provisioner makes for a claim.
const VOLUME: &str = "
apiVersion: v1
kind: PersistentVolume
metadata: { name: NAME }
spec:
  capacity: { storage: 5Mi }
  accessModes: [ReadWriteOnce]
  persistentVolumeReclaimPolicy: Retain
  storageClassName: e2e
  hostPath: { path: FOLDER }
  nodeAffinity:
    required:
      nodeSelectorTerms:
        - matchExpressions: [{ key: kubernetes.io/hostname, operator: In, values: [control-plane-1] }]
";

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
