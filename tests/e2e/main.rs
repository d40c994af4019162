//! What a user does, on a real container engine, asserted from outside: by kubectl, curl and docker.
//!
//! `cargo test --test e2e` runs it; it fails where no engine answers. One cluster serves all scenarios that need one.

mod app_faults;
mod cluster;
mod commands;
mod engine_faults;
mod flask;
mod kubernetes;
mod load_balancer;
mod process;
mod resume;
mod start_faults;
mod until;
mod world;

use cluster::Cluster;
use world::World;

/// What it shows, and how.
type Scenario = (&'static str, fn(&Cluster));

/// Scenarios on one cluster, in this order; each leaves the cluster as it found it.
const SCENARIOS: &[Scenario] = &[
    ("kubernetes: what start leaves behind is a whole cluster", kubernetes::is_whole),
    ("kubernetes: pods resolve names and reach the outside", kubernetes::pods_reach_names_and_the_outside),
    ("commands: clusters are listed and described", commands::list_status_version),
    ("commands: the kubeconfig is printed and merged", commands::kubeconfig),
    ("commands: kubectl is the host's or the node's own", commands::kubectl),
    ("commands: start is idempotent and speaks JSON", commands::start_again_as_json),
    ("flask: the lab by hand, from a person's own files", flask::by_hand),
    ("kubernetes: logs, exec, cp and port-forward work", kubernetes::logs_exec_cp_and_port_forward),
    ("flask: archives are loaded as images are", flask::archives),
    ("flask: up, an edit, and up again", flask::up_and_up_again),
    ("load balancer: addresses answer on this host", |cluster| load_balancer::answers(cluster)),
    ("load balancer: policies of services are kept", |cluster| load_balancer::keeps_to_policies(cluster)),
    ("load balancer: addresses are given and taken back", |cluster| load_balancer::gives_and_takes_back(cluster)),
    ("faults: images that are not there", app_faults::images),
    ("faults: Dockerfiles that fail", app_faults::dockerfiles),
    ("faults: manifests that are wrong", app_faults::manifests),
    ("faults: apps that never become ready", app_faults::never_ready),
    ("faults: services, apps and templates that are not there", app_faults::unknown_names),
    ("resume: stop and start lose nothing", resume::stop_and_start),
];

#[test]
fn one_cluster_from_start_to_delete() {
    let cluster = Cluster::start("main");
    let failed: Vec<_> =
        SCENARIOS.iter().filter(|(name, scenario)| !cluster::passes(name, || scenario(&cluster))).collect();
    cluster.delete_and_check();
    let names: Vec<_> = failed.iter().map(|(name, _)| *name).collect();
    assert!(names.is_empty(), "{} of {} scenarios failed:\n{}", names.len(), SCENARIOS.len(), names.join("\n"));
}

#[test]
fn a_start_that_is_interrupted_leaves_nothing() {
    start_faults::interrupted(&World::new("interrupted"));
}

#[test]
fn names_that_are_invalid_or_taken_are_refused() {
    start_faults::invalid_name(&World::new("invalid"));
    start_faults::taken_name(&World::new("taken"));
}

#[test]
fn a_damaged_kubeconfig_is_left_as_it_is() {
    start_faults::damaged_kubeconfig(&World::new("damaged"));
}

#[test]
fn engines_that_can_not_be_used_are_told_apart() {
    engine_faults::absent(&World::new("absent"));
    engine_faults::too_old(&World::new("old"));
    engine_faults::not_permitted(&World::new("barred"));
}
