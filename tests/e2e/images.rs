//! Images of a cluster beside the way there: listed, removed, saved, loaded from a pipe, and pods brought up to date.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::cluster::Cluster;
use crate::process::{Done, run};
use crate::until::until;
use crate::world::docker;

const NAME: &str = "devcluster-e2e-images:v1";
const PYTHON: &str = "python:3.9-slim";
const LIMIT: Duration = Duration::from_secs(90);

/// An image name of the engine that goes with the scenario.
pub struct Built(pub &'static str);

impl Built {
    /// An image of one file with that text; nothing in it runs.
    fn file(cluster: &Cluster, name: &'static str, text: &str) -> Self {
        Self::of(cluster, name, &format!("FROM scratch\nLABEL text={text}\nCOPY Dockerfile /file\n"))
    }

    fn of(cluster: &Cluster, name: &'static str, dockerfile: &str) -> Self {
        let folder = cluster.folder("image");
        std::fs::write(folder.join("Dockerfile"), dockerfile).expect("a file");
        run(Command::new("docker").args(["build", "--tag", name, "."]).current_dir(&folder)).ok();
        Self(name)
    }

    fn id(&self) -> String {
        docker(&["image", "inspect", "--format", "{{.Id}}", self.0]).trim().to_owned()
    }
}

impl Drop for Built {
    fn drop(&mut self) {
        let _ = Command::new("docker").args(["rmi", self.0]).output();
    }
}

/// `image list` tells users' images, and those of the node image where that is asked.
pub fn are_listed(cluster: &Cluster) {
    let image = Built::file(cluster, NAME, "listed");
    cluster.devcluster(&["image", "load", NAME]).ok();
    let table = cluster.devcluster(&["image", "list"]).ok();
    let line = table.lines().find(|line| line.starts_with(NAME)).unwrap_or_else(|| panic!("no {NAME} in\n{table}"));
    assert!(line.contains(&image.id()["sha256:".len()..][..12]), "{table}");
    assert!(!table.contains("registry.k8s.io"), "{table}");
    let all = cluster.devcluster(&["image", "list", "--all", "-o", "wide"]).ok();
    assert!(all.contains("registry.k8s.io/pause:") && all.contains("linux/"), "{all}");

    let listed = listed(cluster, NAME).expect("it is there");
    assert_eq!(listed["id"], image.id());
    assert_eq!(listed["nodes"], serde_json::json!(nodes(cluster)));
    assert!(listed["size"].as_u64().is_some_and(|size| size > 0), "{listed}");
    cluster.devcluster(&["image", "list", "--node", "nowhere"]).fails_with(1);
    let catalogue = cluster.devcluster(&["image", "build", "--list"]).ok();
    assert!(catalogue.lines().any(|line| line.starts_with("kube-apiserver ")), "{catalogue}");
    cluster.devcluster(&["image", "remove", NAME]).ok();
}

/// `image remove`: what is used stays, what is not there is said, and kubelet knows of it.
pub fn are_removed(cluster: &Cluster) {
    cluster.load_python();
    cluster.kubectl(&format!("run e2e-user --image={PYTHON} --image-pull-policy=Never --command -- sleep 600"));
    cluster.kubectl("wait --for=condition=Ready pod/e2e-user --timeout=60s");
    let stderr = cluster.devcluster(&["image", "remove", PYTHON]).fails_with(1);
    assert!(
        stderr.contains("is in use by") && stderr.contains("default/e2e-user") && stderr.contains("hint:"),
        "{stderr}"
    );
    assert!(listed(cluster, PYTHON).is_some());
    cluster.kubectl("delete pod e2e-user --now");
    cluster.devcluster(&["image", "remove", PYTHON]).ok();
    assert!(listed(cluster, PYTHON).is_none());
    let left = docker(&["exec", &cluster.node(), "ctr", "--namespace", "k8s.io", "images", "ls", "--quiet"]);
    let id = docker(&["image", "inspect", "--format", "{{.Id}}", PYTHON]);
    assert!(!left.contains(PYTHON) && !left.contains(id.trim()), "{left}");

    cluster.kubectl(&format!("run e2e-missing --image={PYTHON} --image-pull-policy=Never --command -- sleep 600"));
    until("kubelet misses the image", LIMIT, || {
        let path = "jsonpath={.status.containerStatuses[0].state.waiting.reason}";
        (cluster.kubectl(&format!("get pod e2e-missing -o {path}")) == "ErrImageNeverPull").then_some(())
    });
    cluster.kubectl("delete pod e2e-missing --now");

    let stderr = cluster.devcluster(&["image", "remove", PYTHON]).fails_with(1);
    assert!(stderr.contains(&format!("no node has an image `{PYTHON}`")) && stderr.contains("hint:"), "{stderr}");
    let pause = cluster.devcluster(&["image", "list", "--all"]).ok();
    let pause = pause.lines().find_map(|line| line.split(' ').next().filter(|name| name.contains("/pause:")));
    let stderr = cluster.devcluster(&["image", "remove", "--force", pause.expect("pause is there")]).fails_with(1);
    assert!(stderr.contains("is part of the node image"), "{stderr}");
}

/// `image save` writes what the engine takes, and what can't be saved is said.
pub fn are_saved(cluster: &Cluster) {
    let image = Built::file(cluster, NAME, "saved");
    let id = image.id();
    // An archive brings the layers' own archives, which nodes do not keep of what comes from the engine.
    piped(cluster, &format!("docker save {NAME} | devcluster image load -")).ok();
    let file = cluster.home().join("saved.tar");
    let path = file.display().to_string();
    for way in [format!("--to {path}"), format!("> {path}")] {
        docker(&["rmi", NAME]);
        piped(cluster, &format!("devcluster image save {NAME} {way}")).ok();
        docker(&["load", "--input", &path]);
        assert_eq!(image.id(), id, "{way}");
        std::fs::remove_file(&file).expect("the archive");
    }
    // Who stops to read leaves nothing behind in the node.
    piped(cluster, &format!("devcluster image save {NAME} | head --bytes 10")).ok();
    until("no command is left", LIMIT, || {
        let running = docker(&["top", &cluster.node(), "-eo", "pid,args"]);
        (!running.contains("images export")).then_some(())
    });

    cluster.devcluster(&["image", "remove", NAME]).ok();
    cluster.devcluster(&["image", "load", NAME]).ok();
    cluster.devcluster(&["image", "save", NAME, "--to", &path]).ok();
    std::fs::remove_file(&file).expect("the archive, whoever gave it");
    let stderr = cluster.devcluster(&["image", "save", "nowhere:v1", "--to", &path]).fails_with(1);
    assert!(stderr.contains("no node has an image `nowhere:v1`"), "{stderr}");
    let all = cluster.devcluster(&["image", "list", "--all"]).ok();
    let baked = all.lines().find_map(|line| line.split(' ').next().filter(|name| name.contains("/kube-proxy:")));
    let stderr = cluster.devcluster(&["image", "save", baked.expect("it is there"), "--to", &path]).fails_with(1);
    assert!(stderr.contains("no node has all of its layers' archives") && stderr.contains("docker save"), "{stderr}");
    assert!(!file.exists(), "what failed leaves no file");
    cluster.devcluster(&["image", "remove", NAME]).ok();
}

/// `image load -` takes what `docker save` writes into a pipe, and nothing of what is damaged.
pub fn come_through_a_pipe(cluster: &Cluster) {
    let image = Built::file(cluster, NAME, "piped");
    let archive = cluster.home().join("whole.tar");
    let path = archive.display().to_string();
    for pack in ["cat", "gzip"] {
        let loaded = piped(cluster, &format!("docker save {NAME} | {pack} | devcluster image load -"));
        assert!(loaded.code == 0 && loaded.stderr.contains(NAME), "{loaded}");
        assert_eq!(listed(cluster, NAME).expect("it is there")["id"], image.id());
        cluster.devcluster(&["image", "remove", NAME]).ok();
    }

    docker(&["save", "--output", &path, NAME]);
    let size = std::fs::metadata(&archive).expect("the archive").len();
    let before = blobs(cluster);
    let cases = [
        (format!("head --bytes {} {path}", size / 2), "it ends too early"),
        // Up to a border between two files, where a reader might take it for the whole.
        (format!("head --bytes 512 {path}"), "it ends too early"),
        (format!("gzip < {path} | head --bytes 300"), "it ends too early"),
        ("yes | head --bytes 10000".to_owned(), "it is no tar file"),
        ("true".to_owned(), "`standard input` is empty"),
    ];
    for (source, reason) in cases {
        let stderr = piped(cluster, &format!("{source} | devcluster image load -")).fails_with(1);
        assert!(stderr.contains(reason) && stderr.contains("hint:"), "{source}\n{stderr}");
        assert!(listed(cluster, NAME).is_none(), "{source}");
        assert_eq!(blobs(cluster), before, "{source}");
    }
}

/// OCI layouts: with a whole name as podman writes it, with a tag only, for another platform.
pub fn come_as_oci_layouts(cluster: &Cluster) {
    let _image = Built::file(cluster, NAME, "oci");
    let load = |words: &[&str], layout: &Path| {
        let path = layout.display().to_string();
        cluster.devcluster(&[&["image", "load", path.as_str()], words].concat())
    };
    let here = docker(&["version", "--format", "{{.Server.Arch}}"]);
    let whole = oci_layout(cluster, "localhost/e2e-oci:v1", here.trim());
    load(&[], &whole).ok();
    assert!(listed(cluster, "localhost/e2e-oci:v1").is_some());
    let tagged = oci_layout(cluster, "v2", here.trim());
    let stderr = load(&[], &tagged).fails_with(1);
    assert!(stderr.contains("but for the tag `v2`") && stderr.contains("--as"), "{stderr}");
    load(&["--as", "e2e-oci:v2"], &tagged).ok();
    assert!(listed(cluster, "e2e-oci:v2").is_some());
    cluster.devcluster(&["image", "remove", "localhost/e2e-oci:v1", "e2e-oci:v2"]).ok();

    let elsewhere = oci_layout(cluster, "localhost/e2e-oci:v3", "s390x");
    let stderr = load(&[], &elsewhere).fails_with(1);
    assert!(stderr.contains("`localhost/e2e-oci:v3` is for linux/s390x, and the nodes are linux/"), "{stderr}");
    let stderr = piped(cluster, &format!("cat {} | devcluster image load -", elsewhere.display())).fails_with(1);
    assert!(stderr.contains("is for linux/s390x"), "{stderr}");
    assert!(listed(cluster, "localhost/e2e-oci:v3").is_none());
}

/// `image load --restart` replaces pods that run an older image; without it they are told.
pub fn are_brought_to_pods(cluster: &Cluster) {
    cluster.load_python();
    let build =
        |text: &str| Built::of(cluster, NAME, &format!("FROM {PYTHON}\nLABEL text={text}\nCMD [\"sleep\", \"600\"]\n"));
    let first = build("first");
    let old = first.id();
    let nothing = cluster.devcluster(&["image", "load", NAME, "--restart"]);
    assert!(nothing.code == 0 && nothing.stderr.contains("nothing to restart"), "{nothing}");
    let folder = cluster.folder("renewed");
    let manifest = format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: e2e-renewed}}\nspec:\n  replicas: 2\n  \
         selector: {{matchLabels: {{app: e2e-renewed}}}}\n  template:\n    metadata: {{labels: {{app: e2e-renewed}}}}\n    \
         spec:\n      terminationGracePeriodSeconds: 0\n      containers: [{{name: main, image: \"{NAME}\"}}]\n---\n\
         apiVersion: v1\nkind: Pod\nmetadata: {{name: e2e-bare}}\nspec:\n  terminationGracePeriodSeconds: 0\n  \
         containers: [{{name: main, image: \"{NAME}\"}}]\n"
    );
    let file = folder.join("app.yaml");
    std::fs::write(&file, manifest).expect("a file");
    cluster.kubectl(&format!("apply -f {}", file.display()));
    cluster.kubectl("rollout status deployment e2e-renewed --timeout=60s");
    cluster.kubectl("wait --for=condition=Ready pod/e2e-bare --timeout=60s");

    let second = build("second");
    assert_ne!(second.id(), old);
    let told = cluster.devcluster(&["image", "load", NAME]);
    assert!(
        told.code == 0 && told.stderr.contains("still run an older") && told.stderr.contains("--restart"),
        "{told}"
    );
    let restarted = cluster.devcluster(&["image", "load", NAME, "--restart"]);
    assert_eq!(restarted.code, 0, "{restarted}");
    for part in ["have it already", "restart deployment default/e2e-renewed", "pod default/e2e-bare (made by hand)"] {
        assert!(restarted.stderr.contains(part), "no `{part}` in {restarted}");
    }
    let path = "jsonpath={.items[*].status.containerStatuses[0].imageID}";
    let ids = cluster.kubectl(&format!("get pods -l app=e2e-renewed --field-selector status.phase=Running -o {path}"));
    assert!(ids.contains(&second.id()) && !ids.contains(&old), "{ids}");

    cluster.kubectl(&format!("delete -f {} --wait=true", file.display()));
    cluster.devcluster(&["image", "remove", NAME]).ok();
}

/// On several nodes: what only one has is told, and a node that is down is left out.
pub fn differ_between_nodes(cluster: &Cluster) {
    let _image = Built::file(cluster, NAME, "nodes");
    cluster.devcluster(&["image", "load", NAME]).ok();
    let table = cluster.devcluster(&["image", "list"]).ok();
    assert!(table.lines().any(|line| line.starts_with(NAME) && line.ends_with(" all")), "{table}");
    cluster.devcluster(&["image", "remove", NAME, "--node", "worker-1"]).ok();
    let nodes = listed(cluster, NAME).expect("the others have it")["nodes"].clone();
    assert_eq!(nodes, serde_json::json!(["control-plane-1", "worker-2"]));
    cluster.devcluster(&["image", "remove", NAME, "--node", "worker-1"]).fails_with(1);
    cluster.devcluster(&["image", "remove", NAME]).ok();
    assert!(listed(cluster, NAME).is_none(), "that a node lacked it already is no failure");
}

/// Runs a shell line of this user in which `devcluster` is ours.
fn piped(cluster: &Cluster, line: &str) -> Done {
    let line = line.replace("devcluster image", &format!("{} image", env!("CARGO_BIN_EXE_devcluster")));
    let mut command = cluster.program("sh");
    command.args(["-c", &line]).stdin(Stdio::null());
    cluster.environment(&mut command);
    run(&mut command)
}

/// What `image list` says of a name.
pub fn listed(cluster: &Cluster, name: &str) -> Option<serde_json::Value> {
    let list = cluster.devcluster(&["image", "list", "--json"]).ok();
    let list: serde_json::Value = serde_json::from_str(&list).unwrap_or_else(|error| panic!("{error} in {list}"));
    list.as_array()?.iter().find(|image| image["name"] == name).cloned()
}

fn nodes(cluster: &Cluster) -> Vec<String> {
    let names = cluster.kubectl("get nodes -o jsonpath={.items[*].metadata.name}");
    names.split(' ').map(str::to_owned).collect()
}

/// Digests of all that the first node has stored.
fn blobs(cluster: &Cluster) -> String {
    docker(&["exec", &cluster.node(), "ctr", "--namespace", "k8s.io", "content", "ls", "--quiet"])
}

/// An archive of an empty image, as `podman save --format oci-archive` and `skopeo copy` write it.
pub fn oci_layout(cluster: &Cluster, name: &str, architecture: &str) -> PathBuf {
    let folder = cluster.folder("layout");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(folder.join("blobs/sha256")).expect("a folder");
    let put = |content: &str| {
        let sum = crate::process::run_with_input(&mut Command::new("sha256sum"), content).ok();
        let hex = sum.split(' ').next().unwrap_or_default().to_owned();
        std::fs::write(folder.join("blobs/sha256").join(&hex), content).expect("a file");
        serde_json::json!({ "digest": format!("sha256:{hex}"), "size": content.len() })
    };
    let of_type = |mut descriptor: serde_json::Value, kind: &str| {
        descriptor["mediaType"] = format!("application/vnd.oci.image.{kind}").into();
        descriptor
    };
    let layer = String::from_utf8(vec![0; 1024]).expect("zeros are text");
    let layer = of_type(put(&layer), "layer.v1.tar");
    let config = serde_json::json!({
        "os": "linux", "architecture": architecture, "config": {},
        "rootfs": { "type": "layers", "diff_ids": [layer["digest"]] },
    });
    let config = of_type(put(&config.to_string()), "config.v1+json");
    let manifest = serde_json::json!({
        "schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json", "config": config, "layers": [layer],
    });
    let mut manifest = of_type(put(&manifest.to_string()), "manifest.v1+json");
    manifest["annotations"] = serde_json::json!({ "org.opencontainers.image.ref.name": name });
    let index = serde_json::json!({ "schemaVersion": 2, "manifests": [manifest] });
    std::fs::write(folder.join("index.json"), index.to_string()).expect("a file");
    std::fs::write(folder.join("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}").expect("a file");
    let archive = cluster.home().join(format!("{}.tar", name.replace(['/', ':'], "-")));
    run(Command::new("tar").arg("-cf").arg(&archive).arg("-C").arg(&folder).arg(".")).ok();
    archive
}
