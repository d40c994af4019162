//! Loads that are disturbed: by each other, by damage, by a node that ends, by a full disk.

use std::process::Command;
use std::time::Duration;

use crate::cluster::Cluster;
use crate::images::{Built, listed, oci_layout};
use crate::layers::{build, noise};
use crate::process::{run, start};
use crate::until::until;
use crate::world::docker;

pub const ONE: &str = "devcluster-e2e-one:v1";
const OTHER: &str = "devcluster-e2e-other:v1";
const LIMIT: Duration = Duration::from_secs(60);
/// So large that its load takes a while.
const LARGE: usize = 200 << 20;

/// Several at once: of different images, of layers that they share, of the same one.
pub fn at_once(cluster: &Cluster) {
    let folder = cluster.folder("at-once");
    std::fs::write(folder.join("base"), noise(4 << 20)).expect("a file");
    let dockerfile = |text: &str| format!("FROM scratch\nCOPY base /base\nCOPY Dockerfile /last\n# {text}\n");
    let (_one, _other) = (Built(ONE), Built(OTHER));
    for version in ["first", "second"] {
        let ids = [ONE, OTHER].map(|name| build(&folder, name, &dockerfile(&format!("{name} {version}"))));
        let loads = [ONE, OTHER, ONE].map(|name| start(&mut cluster.command(&["image", "load", name]), None));
        for load in loads {
            load.wait().ok();
        }
        for (name, id) in [ONE, OTHER].iter().zip(&ids) {
            assert_eq!(listed(cluster, name).expect("it is there")["id"], **id, "{name}");
        }
    }
    cluster.devcluster(&["image", "remove", ONE, OTHER]).ok();
    assert_eq!(leftovers(&cluster.node()), "");
}

/// A layer that is not what its name promises gets nowhere, and nothing of its image.
pub fn of_damaged_layers(cluster: &Cluster) {
    let here = docker(&["version", "--format", "{{.Server.Arch}}"]);
    let archive = oci_layout(cluster, "localhost/e2e-damaged:v1", here.trim());
    let folder = cluster.folder("layout");
    let blobs = std::fs::read_dir(folder.join("blobs/sha256")).expect("the blobs");
    let layer =
        blobs.map(|blob| blob.expect("a blob").path()).find(|path| path.metadata().is_ok_and(|it| it.len() == 1024));
    std::fs::write(layer.expect("the layer has 1024 bytes"), [b'x'; 1024]).expect("a file");
    run(Command::new("tar").arg("-cf").arg(&archive).arg("-C").arg(&folder).arg(".")).ok();
    let loaded = cluster.devcluster(&["image", "load", &archive.display().to_string()]);
    assert_ne!(loaded.code, 0, "{loaded}");
    assert!(loaded.stderr.contains("digest") && loaded.stderr.contains("hint:"), "{loaded}");
    assert!(listed(cluster, "localhost/e2e-damaged:v1").is_none());
}

/// The others have the image, the command names the node, and of what had come to that node nothing is left.
pub fn of_a_node_that_ends(cluster: &Cluster) {
    let _one = Built(ONE);
    build_large(cluster);
    let worker = cluster.container("worker-2");
    let load = start(&mut cluster.command(&["image", "load", ONE]), None);
    until("the node unpacks", LIMIT, || (!leftovers(&worker).is_empty()).then_some(()));
    docker(&["kill", &worker]);
    let done = load.wait();
    assert_ne!(done.code, 0, "{done}");
    assert!(done.stderr.contains("worker-2") && done.stderr.contains("hint:"), "{done}");
    cluster.devcluster(&["node", "start", "worker-2"]).ok();
    let nodes = listed(cluster, ONE).expect("the others have it")["nodes"].clone();
    assert_eq!(nodes, serde_json::json!(["control-plane-1", "worker-1"]));
    assert_eq!(leftovers(&worker), "");
    cluster.devcluster(&["image", "load", ONE]).ok();
    cluster.devcluster(&["image", "remove", ONE]).ok();
}

/// An image whose load takes a while.
pub fn build_large(cluster: &Cluster) {
    let folder = cluster.folder("large-image");
    std::fs::write(folder.join("large"), noise(LARGE)).expect("a file");
    std::fs::write(folder.join("Dockerfile"), "FROM scratch\nCOPY large /large\n").expect("a file");
    cluster.docker(&["build", "--tag", ONE, &folder.display().to_string()]).ok();
}

/// What a load unpacks lies here until it has a place.
fn leftovers(node: &str) -> String {
    docker(&["exec", node, "find", "/var/lib/containerd", "-maxdepth", "1", "-name", "devcluster-incoming-*"])
}
