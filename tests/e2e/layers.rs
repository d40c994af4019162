//! What moves when an image changes, and images of the engine that nobody loads.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::cluster::Cluster;
use crate::images::Built;
use crate::process::run;
use crate::until::until;
use crate::world::docker;

const APP: &str = "devcluster-e2e-layers:v1";
pub const SHARED: &str = "devcluster-e2e-shared:v1";
const ELSEWHERE: &str = "registry.example.com/team/devcluster-e2e-shared:v2";
const LIMIT: Duration = Duration::from_secs(90);
/// Bytes of the layer that does not change.
const BASE: usize = 12 << 20;

/// A second load moves the layer that changed, and leaves nothing of the image before it.
pub fn only_what_changed_moves(cluster: &Cluster) {
    let folder = cluster.folder("layers");
    std::fs::write(folder.join("base"), noise(BASE)).expect("a file");
    let first = build(&folder, APP, "FROM scratch\nCOPY base /base\nCOPY Dockerfile /last\n# one\n");
    let large = large_blobs(cluster);
    cluster.devcluster(&["image", "load", APP]).ok();
    assert!(ids(cluster).contains(&first), "kubelet knows the image by its id");
    // A pod that says Never runs what the node has: its layers are whole, though their archives are not there.
    cluster.kubectl(&format!("run e2e-layers --image={APP} --image-pull-policy=Never --command -- /last"));
    until("containerd has made a root file system of it", LIMIT, || {
        let status = cluster.kubectl("get pod e2e-layers -o jsonpath={.status.containerStatuses[0].state}");
        status.contains("`/last` exists but it is not executable").then_some(())
    });
    cluster.kubectl("delete pod e2e-layers --now");
    until("the registry knows it", LIMIT, || primed(cluster).then_some(()));

    let second = build(&folder, APP, "FROM scratch\nCOPY base /base\nCOPY Dockerfile /last\n# two\n");
    assert_ne!(first, second);
    cluster.devcluster(&["image", "load", APP]).ok();
    let there = ids(cluster);
    assert!(there.contains(&second) && !there.contains(&first), "{there}");
    assert_eq!(large_blobs(cluster), large, "no large layer was fetched");
    cluster.devcluster(&["image", "load", APP]).ok();
    cluster.devcluster(&["image", "remove", APP]).ok();
}

/// Without its registry a cluster takes whole images, and says so; `start` brings it back.
pub fn without_a_registry(cluster: &Cluster) {
    let folder = cluster.folder("layers");
    build(&folder, APP, "FROM scratch\nCOPY Dockerfile /file\n# without\n");
    let registry = cluster.container("registry");
    docker(&["stop", &registry]);
    cluster.devcluster(&["image", "load", APP]).ok();
    let status = cluster.devcluster(&["status"]);
    assert!(format!("{status}").contains(&format!("container {registry} does not run")), "{status}");
    cluster.devcluster(&["start"]).ok();
    assert_eq!(docker(&["inspect", "--format", "{{.State.Running}}", &registry]).trim(), "true");
    cluster.devcluster(&["image", "remove", APP]).ok();
}

/// What the engine has, pods can use: nobody loads it, no registry has it.
pub fn of_the_engine_are_there(cluster: &Cluster) {
    let folder = cluster.folder("shared");
    let server = |text: &str| format!("FROM python:3.9-slim\nRUN echo {text} > /text\nCMD [\"cat\", \"/text\"]\n");
    build(&folder, SHARED, &server("first"));
    cluster.kubectl(&format!("run e2e-shared --image={SHARED} --restart=Never"));
    until("the pod has run", LIMIT, || (output(cluster, "e2e-shared")? == "first").then_some(()));

    let _elsewhere = Built(ELSEWHERE);
    docker(&["tag", SHARED, ELSEWHERE]);
    cluster.kubectl(&format!("run e2e-elsewhere --image={ELSEWHERE} --restart=Never"));
    until("a name of another registry is found too", LIMIT, || {
        (output(cluster, "e2e-elsewhere")? == "first").then_some(())
    });

    build(&folder, SHARED, &server("second"));
    cluster.kubectl(&format!("run e2e-always --image={SHARED} --image-pull-policy=Always --restart=Never"));
    until("Always means the engine's newest", LIMIT, || (output(cluster, "e2e-always")? == "second").then_some(()));
    cluster.kubectl("delete pod e2e-shared e2e-elsewhere e2e-always --now");

    let tags = docker(&["images", "--format", "{{.Repository}}"]);
    assert!(!tags.contains("127.0.0.1:"), "names for the way are taken back: {tags}");
    let bridge = cluster.container("bridge");
    let address = docker(&["inspect", "--format", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}", &bridge]);
    let url = format!("https://{}:5001/v2/", address.trim());
    let stranger = Command::new("curl").args(["--insecure", "--silent", "--max-time", "5", &url]).output();
    assert!(!stranger.expect("curl runs").status.success(), "who has no certificate of a node is told nothing");
}

/// Builds an image; its id.
pub fn build(folder: &Path, name: &'static str, dockerfile: &str) -> String {
    std::fs::write(folder.join("Dockerfile"), dockerfile).expect("a file");
    run(Command::new("docker").args(["build", "--tag", name, "."]).current_dir(folder)).ok();
    docker(&["image", "inspect", "--format", "{{.Id}}", name]).trim().to_owned()
}

/// Bytes that do not compress, the same ones each time.
pub fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    };
    std::iter::repeat_with(&mut next).flatten().take(length).collect()
}

/// What the node's containerd calls its images.
fn ids(cluster: &Cluster) -> String {
    docker(&["exec", &cluster.node(), "ctr", "--namespace", "k8s.io", "images", "ls", "--quiet"])
}

/// The large files that its content store holds.
fn large_blobs(cluster: &Cluster) -> String {
    let find = "find /var/lib/containerd/io.containerd.content.v1.content/blobs -size +8M | sort";
    docker(&["exec", &cluster.node(), "sh", "-c", find])
}

/// Whether the cluster's registry has a layer as large as the base.
fn primed(cluster: &Cluster) -> bool {
    let volume = docker(&["volume", "inspect", "--format", "{{.Mountpoint}}", &cluster.container("registry")]);
    let found =
        Command::new("find").args([volume.trim(), "-name", "data", "-size", "+8M"]).output().expect("find runs");
    !found.stdout.is_empty()
}

pub fn output(cluster: &Cluster, pod: &str) -> Option<String> {
    let phase = cluster.kubectl(&format!("get pod {pod} -o jsonpath={{.status.phase}}"));
    (phase == "Succeeded").then(|| cluster.kubectl(&format!("logs {pod}")).trim().to_owned())
}
