//! A disk that a pod fills to the last block, on a machine whose engine has nothing else.

use std::rc::Rc;
use std::time::Duration;

use crate::cluster::Cluster;
use crate::images::listed;
use crate::load_faults;
use crate::machine::Machine;
use crate::process::run;
use crate::survivors::{Survivors, settle, wait_until_well};
use crate::until::until;
use crate::world::World;

/// Enough for images and nodes, and sparse.
const DISK: u64 = 4 << 30;
/// etcd has reserved some for its log, and lives on it for a while.
const LIMIT: Duration = Duration::from_secs(120);
/// Kubelet waits up to five minutes before it starts what failed again.
const BACK_OFF: Duration = Duration::from_secs(330);
const FILL: &str = "dd if=/dev/zero of=/data/fill bs=1M; dd if=/dev/zero of=/data/rest bs=4k";

/// It is told, by status and doctor, also when etcd has ended of it; with room again all goes on, and nothing is lost.
pub fn of_an_engine() {
    if !Machine::is_possible() {
        return;
    }
    let machine = Rc::new(Machine::start_with_disk(DISK));
    let cluster = Cluster::start_as(World::on(&machine, "full"), &["start"]);
    settle(&cluster);
    wait_until_well(&cluster);
    let before = Survivors::of(&cluster);
    load_faults::build_large(&cluster);

    cluster.devcluster(&["exec", "keeper-0", "--", "sh", "-c", FILL]);
    tells(&cluster);
    let load = cluster.devcluster(&["image", "load", load_faults::ONE]);
    assert!(load.code != 0 && load.stderr.contains("no space left on device"), "{load}");
    assert!(listed(&cluster, load_faults::ONE).is_none());
    fill_etcd(&cluster);
    tells(&cluster);
    let status = cluster.devcluster(&["status"]);
    assert!(status.stdout.contains("problem: its API server does not answer: it is not ready for etcd"), "{status}");

    let folder = machine.data().join("volumes").display().to_string();
    run(&mut machine.inside(&["find", &folder, "(", "-name", "fill", "-o", "-name", "rest", ")", "-delete"])).ok();
    until("etcd is back", BACK_OFF, || {
        (cluster.devcluster(&["kubectl", "--", "get", "--raw", "/readyz"]).code == 0).then_some(())
    });
    wait_until_well(&cluster);
    assert_eq!(Survivors::of(&cluster), before);
    cluster.devcluster(&["image", "load", load_faults::ONE]).ok();
    cluster.delete_and_check();
}

fn tells(cluster: &Cluster) {
    let status = cluster.devcluster(&["status"]);
    assert!(status.stdout.contains("problem: the disk where the engine keeps its volumes is full: "), "{status}");
    assert!(status.stdout.contains("hint: see what takes it with `docker system df`"), "{status}");
    status.fails_with(4);
    let doctor = cluster.devcluster(&["doctor"]);
    assert!(doctor.stdout.contains(" GB are free where the engine keeps its things"), "{doctor}");
    assert_ne!(doctor.code, 0, "{doctor}");
}

/// Writes until etcd can't.
fn fill_etcd(cluster: &Cluster) {
    let file = cluster.home().join("large");
    std::fs::write(&file, "a".repeat(500_000)).expect("a file");
    let file = format!("--from-file={}", file.display());
    let mut number = 0;
    until("etcd has no room", LIMIT, || {
        number += 1;
        let words = ["--request-timeout=5s", "create", "configmap", &format!("large-{number}"), &file];
        (cluster.devcluster(&[&["kubectl", "--"][..], &words].concat()).code != 0).then_some(())
    });
    until("the API server is not ready", LIMIT, || {
        (cluster.devcluster(&["kubectl", "--", "get", "--raw", "/readyz"]).code != 0).then_some(())
    });
}
