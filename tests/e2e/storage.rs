//! Volumes: what pods write to claims stays, and goes when it should.

use std::process::Command;
use std::time::Duration;

use crate::cluster::Cluster;
use crate::process::run;
use crate::until::until;
use crate::world::docker;

const MANIFESTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/manifests");
const LIMIT: Duration = Duration::from_secs(120);
/// Where the volumes of a node are on it.
const ROOT: &str = "/var/lib/kubelet/devcluster-volumes";

/// The data outlives the pod, a restart of its node, and the cluster's stop; it goes with its claim.
pub fn stateful_sets_keep_their_data(cluster: &Cluster) {
    let volume = run_keeper(cluster);
    let node = cluster.node();
    wait_for_starts(&node, &volume, 1);
    cluster.kubectl("delete pod keeper-0");
    wait_for_starts(&node, &volume, 2);
    docker(&["restart", &node]);
    cluster.devcluster(&["start"]).ok();
    wait_for_starts(&node, &volume, 3);
    cluster.devcluster(&["stop"]).ok();
    cluster.devcluster(&["start"]).ok();
    wait_for_starts(&node, &volume, 4);

    cluster.kubectl("patch pvc data-keeper-0 -p {\"spec\":{\"resources\":{\"requests\":{\"storage\":\"2Gi\"}}}}");
    until("the claim has grown", LIMIT, || {
        (cluster.kubectl("get pvc data-keeper-0 -o jsonpath={.status.capacity.storage}") == "2Gi").then_some(())
    });
    delete_keeper(cluster, &volume);
    assert!(!folders(&node).contains(&volume));
}

/// A pod waits for the node that has its data, and comes up with it there.
pub fn pods_follow_their_volumes(cluster: &Cluster) {
    let volume = run_keeper(cluster);
    let name = cluster.kubectl("get pod keeper-0 -o jsonpath={.spec.nodeName}");
    let node = cluster.container(&name);
    wait_for_starts(&node, &volume, 1);
    cluster.kubectl(&format!("cordon {name}"));
    cluster.kubectl("delete pod keeper-0");
    cluster.kubectl("wait pod/keeper-0 --for=condition=PodScheduled=False --timeout=60s");
    cluster.kubectl(&format!("uncordon {name}"));
    wait_for_starts(&node, &volume, 2);
    delete_keeper(cluster, &volume);
    assert!(!folders(&node).contains(&volume));
}

/// Each class removes or keeps what its reclaim policy says, and makes volumes when its binding mode says.
pub fn classes_retain_delete_and_bind(cluster: &Cluster) {
    cluster.load_python();
    cluster.kubectl(&format!("apply -f {MANIFESTS}/classes.yaml"));
    for claim in ["retained", "unused"] {
        cluster.kubectl(&format!("wait pvc/{claim} --for=jsonpath={{.status.phase}}=Bound --timeout=60s"));
    }
    cluster.kubectl("wait pod/retained --for=condition=Ready --timeout=60s");
    let (retained, deleted) = (volume_of(cluster, "retained"), volume_of(cluster, "unused"));
    let there = folders(&cluster.node());
    assert!(there.contains(&retained) && there.contains(&deleted), "{there:?}");

    cluster.kubectl("delete pod retained --grace-period=0 --force");
    cluster.kubectl("delete pvc retained unused");
    cluster.kubectl(&format!("wait --for=delete pv/{deleted} --timeout=60s"));
    cluster.kubectl(&format!("wait pv/{retained} --for=jsonpath={{.status.phase}}=Released --timeout=60s"));
    cluster.kubectl(&format!("delete pv {retained} --timeout=60s"));
    assert!(!folders(&cluster.node()).contains(&deleted));
    let file = format!("{ROOT}/{retained}/file");
    assert_eq!(docker(&["exec", &cluster.node(), "cat", &file]), "kept\n");

    docker(&["exec", &cluster.node(), "rm", "-r", &format!("{ROOT}/{retained}")]);
    cluster.kubectl("delete storageclass at-once");
}

/// Claims that a folder of one node can't serve are told so by an Event, not left to wait without a word.
pub fn what_can_not_be_served_is_refused(cluster: &Cluster) {
    cluster.kubectl(&format!("apply -f {MANIFESTS}/shared.yaml"));
    let message = until("an Event tells why there is no volume", LIMIT, || {
        let about = "involvedObject.name=shared,reason=ProvisioningFailed";
        let words = format!("get events --field-selector {about} -o jsonpath={{.items[*].message}}");
        Some(cluster.kubectl(&words)).filter(|message| !message.is_empty())
    });
    assert!(message.contains("ReadWriteMany") && message.contains("ask for ReadWriteOnce"), "{message}");
    assert_eq!(cluster.kubectl("get pvc shared -o jsonpath={.status.phase}"), "Pending");
    cluster.kubectl("delete pod shared --grace-period=0 --force");
    cluster.kubectl("delete pvc shared");
}

/// Runs the StatefulSet; the name of its pod's volume.
fn run_keeper(cluster: &Cluster) -> String {
    cluster.load_python();
    cluster.kubectl(&format!("apply -f {MANIFESTS}/keeper.yaml"));
    cluster.kubectl("rollout status statefulset keeper --timeout=90s");
    volume_of(cluster, "data-keeper-0")
}

fn delete_keeper(cluster: &Cluster, volume: &str) {
    cluster.kubectl("delete statefulset keeper");
    cluster.kubectl("delete pvc data-keeper-0");
    cluster.kubectl(&format!("wait --for=delete pv/{volume} --timeout=60s"));
}

fn volume_of(cluster: &Cluster, claim: &str) -> String {
    cluster.kubectl(&format!("get pvc {claim} -o jsonpath={{.spec.volumeName}}"))
}

/// Waits until the volume on that node's container tells of so many starts of the StatefulSet's container.
fn wait_for_starts(node: &str, volume: &str, number: usize) {
    let file = format!("{ROOT}/{volume}/deeper/starts");
    until(&format!("the container was started {number} times"), LIMIT, || {
        let starts = run(Command::new("docker").args(["exec", node, "cat", &file]));
        (starts.stdout.lines().count() >= number).then_some(())
    });
}

/// Names of the volumes that a node's container has.
fn folders(node: &str) -> Vec<String> {
    docker(&["exec", node, "ls", "-A", ROOT]).lines().map(str::to_owned).collect()
}
