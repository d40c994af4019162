//! One file sets a machine up that has no network and an engine with nothing in it.

use std::rc::Rc;
use std::time::Duration;

use crate::machine::Machine;
use crate::until::until;
use crate::world::World;

const LIMIT: Duration = Duration::from_secs(90);

/// Written here, refused where it is damaged, loaded there: a cluster with an addon comes up, and nothing is built.
pub fn set_a_machine_up() {
    if !Machine::is_possible() {
        return;
    }
    let here = World::new("bundler");
    let path = here.home().join("bundle.tgz");
    let file = path.to_str().expect("a path");
    here.devcluster(&["bundle", "create", file, "--addons", "metrics"]).ok();

    let cut = here.home().join("cut.tgz");
    let bytes = std::fs::read(&path).expect("the bundle");
    std::fs::write(&cut, &bytes[..bytes.len() / 2]).expect("half a bundle");
    let damaged = here.devcluster(&["bundle", "load", cut.to_str().expect("a path")]).fails_with(1);
    assert!(damaged.contains("cut.tgz` is damaged"), "{damaged}");
    std::fs::write(&cut, "hello").expect("a file");
    let other = here.devcluster(&["bundle", "load", cut.to_str().expect("a path")]).fails_with(1);
    assert!(other.contains("is no bundle of devcluster's"), "{other}");

    let machine = Rc::new(Machine::bare());
    let there = World::on(&machine, "bundled");
    assert_eq!(there.docker(&["images", "--quiet"]).ok(), "");
    there.devcluster(&["bundle", "load", file, "--install"]).ok();
    assert!(there.home().join(".local/bin/devcluster").is_file());
    let started = there.devcluster(&["start", "--addons", "metrics"]);
    assert!(started.code == 0 && !started.stderr.contains("Compiling"), "{started}");
    until("nodes have figures", LIMIT, || {
        let top = there.devcluster(&["kubectl", "--", "top", "nodes"]);
        (top.code == 0).then_some(())
    });
    there.devcluster(&["delete"]).ok();
}
