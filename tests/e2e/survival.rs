//! Clusters come back by themselves, with all they had, whatever ends their engine or their nodes.

use std::rc::Rc;
use std::time::Duration;

use crate::cluster::{self, Cluster};
use crate::machine::Machine;
use crate::survivors::{Bystander, Survivors, settle, wait_until_well};
use crate::until::until;
use crate::world::World;

/// The engine ends pods of nodes that outlived it first.
const LIMIT: Duration = Duration::from_secs(120);

/// Nodes, and those of them whose process 1 is killed.
pub struct Topology {
    name: &'static str,
    start: &'static [&'static str],
    killed: &'static [&'static str],
}

pub const ONE_NODE: Topology = Topology { name: "survives-one", start: &["start"], killed: &["control-plane-1"] };
pub const THREE_NODES: Topology =
    Topology { name: "survives-three", start: &["start", "--workers", "2"], killed: &["worker-1", "control-plane-1"] };

pub const THREE_CONTROL_PLANES: Topology = Topology {
    name: "survives-planes",
    start: &["start", "--control-planes", "3"],
    killed: &["control-plane-2", "control-plane-1"],
};

/// A disaster; it returns once what it ended has begun again.
type Disaster = fn(&Machine, &Cluster, &Topology);

const DISASTERS: &[(&str, Disaster)] = &[
    ("the engine is killed", engine_killed),
    ("the machine loses its power", power_lost),
    ("process 1 of a node is killed", nodes_killed),
    ("what was stopped stays so over a restart of the machine", stopped_stays_stopped),
];

/// A cluster of its own machine through all disasters.
pub fn of(topology: &Topology) {
    if !Machine::is_possible() {
        return;
    }
    let machine = Rc::new(Machine::start());
    let world = World::on(&machine, topology.name);
    let bystander = Bystander::start(&format!("{}-bystander", world.name));
    let cluster = Cluster::start_as(world, topology.start);
    settle(&cluster);
    let failed: Vec<_> = DISASTERS
        .iter()
        .filter(|(name, disaster)| !cluster::passes(name, || survives(*disaster, &machine, &cluster, topology)))
        .map(|(name, _)| *name)
        .collect();
    cluster.delete_and_check();
    bystander.assert_untouched();
    assert!(failed.is_empty(), "did not survive:\n{}", failed.join("\n"));
}

fn survives(disaster: Disaster, machine: &Machine, cluster: &Cluster, topology: &Topology) {
    wait_until_well(cluster);
    let before = Survivors::of(cluster);
    disaster(machine, cluster, topology);
    wait_until_well(cluster);
    assert_eq!(Survivors::of(cluster), before);
    let started = starts(cluster);
    let said = cluster.devcluster(&["start"]);
    assert!(said.stderr.contains("` runs after"), "{said}");
    assert_eq!(starts(cluster), started, "start had nothing to do");
}

fn engine_killed(machine: &Machine, cluster: &Cluster, _: &Topology) {
    let before = starts(cluster);
    machine.kill_engine();
    machine.start_engine();
    wait_for_starts(cluster, &before);
}

fn power_lost(machine: &Machine, cluster: &Cluster, _: &Topology) {
    let before = starts(cluster);
    machine.lose_power();
    machine.boot();
    wait_for_starts(cluster, &before);
}

fn nodes_killed(machine: &Machine, cluster: &Cluster, topology: &Topology) {
    for node in topology.killed {
        let container = cluster.container(node);
        let begun = || cluster.docker(&["inspect", "--format", "{{.State.StartedAt}}", &container]).ok();
        let before = begun();
        machine.kill(cluster.docker(&["inspect", "--format", "{{.State.Pid}}", &container]).ok().trim());
        until(&format!("{node} is started again"), LIMIT, || (begun() != before).then_some(()));
        wait_until_well(cluster);
    }
}

fn stopped_stays_stopped(machine: &Machine, cluster: &Cluster, _: &Topology) {
    cluster.devcluster(&["stop"]).ok();
    machine.lose_power();
    machine.boot();
    let status = cluster.devcluster(&["status"]);
    assert!(status.stdout.contains("problem: it is stopped\n"), "{status}");
    cluster.devcluster(&["start"]).ok();
}

/// When each node's container was started last.
fn starts(cluster: &Cluster) -> Vec<String> {
    let label = format!("label=dev.devcluster.cluster={}", cluster.name);
    let ids = cluster.docker(&["ps", "--all", "--quiet", "--filter", &label]).ok();
    let words = ["inspect", "--format", "{{.Name}} {{.State.StartedAt}}"].into_iter().chain(ids.split_whitespace());
    let mut lines: Vec<_> = cluster.docker(&words.collect::<Vec<_>>()).ok().lines().map(str::to_owned).collect();
    lines.sort();
    lines
}

/// Waits until the engine has started all containers again.
fn wait_for_starts(cluster: &Cluster, before: &[String]) {
    until("the engine starts all nodes again", LIMIT, || {
        starts(cluster).iter().all(|start| !before.contains(start)).then_some(())
    });
}
