//! What a user does, on a real container engine, asserted from outside: by kubectl, curl and docker.
//!
//! `cargo test --test e2e` runs it; it fails where no engine answers. One cluster serves all scenarios that need one.

mod addons;
mod app_faults;
mod apps;
mod bundles;
mod cluster;
mod commands;
mod connections;
mod control_planes;
mod dashboard;
mod dra;
mod engine_faults;
mod flask;
mod full_disk;
mod gpus;
mod growing;
mod host_gpus;
mod images;
mod killed;
mod killer;
mod kubernetes;
mod layers;
mod lifecycle;
mod load_balancer;
mod load_faults;
mod load_tests;
mod logging;
mod machine;
mod monitoring;
mod network_policy;
mod nodes;
mod partition;
mod ports;
mod process;
mod registries;
mod resume;
mod rights;
mod security;
mod soak;
mod start_faults;
mod storage;
mod survival;
mod survivors;
mod until;
mod vertical;
mod watch;
mod workloads;
mod world;

use cluster::Cluster;
use world::World;

/// What it shows, and how.
type Scenario = (&'static str, fn(&Cluster));

/// Scenarios on one cluster, in this order; each leaves the cluster as it found it.
const SCENARIOS: &[Scenario] = &[
    ("kubernetes: what start leaves behind is a whole cluster", kubernetes::is_whole),
    ("kubernetes: pods resolve names and reach the outside", kubernetes::pods_reach_names_and_the_outside),
    ("commands: clusters are listed", commands::list_and_version),
    ("commands: a cluster's state is told in every format", commands::status),
    ("commands: the doctor knows engine and host", commands::doctor),
    ("commands: the kubeconfig is printed and merged", commands::kubeconfig),
    ("commands: kubectl is the host's or the node's own", commands::kubectl),
    ("commands: start is idempotent and speaks JSON", commands::start_again_as_json),
    ("the host's gpus: where they can't be had, it is told", host_gpus::are_missed),
    ("security: Secrets are encrypted in etcd", security::secrets_are_encrypted_in_etcd),
    ("security: strangers are told nothing", security::strangers_are_told_nothing),
    ("security: etcd has an authority of its own", security::etcd_has_an_authority_of_its_own),
    ("security: ports are open where they have to be", security::ports_are_open_where_they_have_to_be),
    ("security: keys are for their owners", security::keys_are_for_their_owners),
    ("rights: the agent's roles have few", rights::the_agents_roles_have_few_rights),
    ("rights: storage has its own volumes alone", rights::storage_has_its_own_volumes_alone),
    ("flask: the lab by hand, from a person's own files", flask::by_hand),
    ("kubernetes: logs, exec, cp and port-forward work", kubernetes::logs_exec_cp_and_port_forward),
    ("flask: archives are loaded as images are", flask::archives),
    ("flask: up, an edit, and up again", flask::up_and_up_again),
    ("layers: only what changed moves", layers::only_what_changed_moves),
    ("layers: images of the engine are there for pods", layers::of_the_engine_are_there),
    ("layers: without the registry, images move whole", layers::without_a_registry),
    ("images: nodes' images are listed", images::are_listed),
    ("images: what nobody uses is removed", images::are_removed),
    ("images: they are saved for the engine", images::are_saved),
    ("images: archives come through a pipe", images::come_through_a_pipe),
    ("images: archives are OCI layouts", images::come_as_oci_layouts),
    ("loads: several at once", load_faults::at_once),
    ("loads: damaged layers", load_faults::of_damaged_layers),
    ("images: pods are brought up to date", images::are_brought_to_pods),
    ("apps: several images and a page", apps::several_images),
    ("apps: what leaves an app leaves the cluster, but not its data", apps::what_leaves_an_app),
    ("apps: kustomizations", apps::kustomizations),
    ("apps: charts", apps::charts),
    ("apps: ports are forwarded", apps::forwarded_ports),
    ("apps: other contexts", apps::other_contexts),
    ("apps: all mistakes of a file at once", apps::mistakes_in_the_file),
    ("watch: edits are copied into containers", watch::edits_are_copied),
    ("watch: what fails is told while the old version serves", watch::what_fails_is_told),
    ("watch: ten thousand files are one round", watch::many_files_are_one_round),
    ("load balancer: addresses answer on this host", load_balancer::answers),
    ("load balancer: policies of services are kept", load_balancer::keeps_to_policies),
    ("load balancer: addresses are given and taken back", load_balancer::gives_and_takes_back),
    ("faults: images that are not there", app_faults::images),
    ("faults: Dockerfiles that fail", app_faults::dockerfiles),
    ("faults: manifests that are wrong", app_faults::manifests),
    ("faults: apps that never become ready", app_faults::never_ready),
    ("faults: services, apps and templates that are not there", app_faults::unknown_names),
    ("ports: added and removed while the cluster lives", ports::added_and_removed),
    ("ports: services come and go", ports::services_come_and_go),
    ("ports: an engine elsewhere", ports::engine_elsewhere),
    ("load tests: they tell how a service answers", load_tests::tell_how_a_service_answers),
    ("load tests: what can't be is refused", load_tests::are_refused),
    ("load tests: an interrupted one leaves nothing", load_tests::are_interrupted),
    ("addons: what can not be is told", addons::what_can_not_be),
    ("addons: pod security", addons::pod_security),
    ("addons: one of one's own", addons::of_ones_own),
    ("addons: charts", addons::of_charts),
    ("addons: registry", registries::comes_and_goes),
    ("addons: metrics", addons::metrics),
    ("monitoring: it comes, sees and goes", monitoring::comes_and_goes),
    ("monitoring: its rules are sound", monitoring::has_sound_rules),
    ("logging: what is gone is found", logging::finds_what_is_gone),
    ("logging: what nodes wrote is found", logging::finds_what_nodes_wrote),
    ("logging: lines are kept", logging::keeps_lines),
    ("dashboard: it lets its user in, and nobody else", dashboard::lets_its_user_in),
    ("dashboard: without the command line", dashboard::works_without_the_command),
    ("vpa: pods get what they need", vertical::gives_pods_what_they_need),
    ("vpa: a dead webhook keeps no pod from being made", vertical::makes_pods_with_a_dead_webhook),
    ("vpa: comes and goes", vertical::comes_and_goes),
    ("addons: simulated nodes", addons::simulated_nodes),
    ("addons: ingress", addons::ingress),
    ("addons: gateways", addons::gateways),
    ("storage: a StatefulSet keeps its data", storage::stateful_sets_keep_their_data),
    ("storage: classes retain, delete and bind", storage::classes_retain_delete_and_bind),
    ("storage: what can not be served is refused", storage::what_can_not_be_served_is_refused),
    ("lifecycle: a report for a bug has no secrets", lifecycle::diagnosis),
    ("lifecycle: a cluster is paused and goes on", lifecycle::pause_and_unpause),
    ("resume: stop and start lose nothing", resume::stop_and_start),
];

/// Scenarios on three nodes, in this order.
const ON_THREE_NODES: &[Scenario] = &[
    ("nodes: they are as the config describes them", nodes::are_as_configured),
    ("nodes: a worker has no secret but its own", nodes::keep_their_secrets_apart),
    ("rights: workers give no addresses", rights::workers_give_no_addresses),
    ("security: the audit log tells who did what", security::the_audit_log_tells_who_did_what),
    ("nodes: limits are shown as the node's size", nodes::show_their_limits_as_their_size),
    ("nodes: folders of the host are there", nodes::see_folders_of_the_host),
    ("connections: every pod reaches every pod", connections::pod_to_pod),
    ("connections: services answer by name", connections::services_by_name),
    ("connections: headless services", connections::headless_services),
    ("connections: NodePorts on every node", connections::node_ports),
    ("load balancer: addresses answer on this host", load_balancer::answers),
    ("load balancer: policies of services are kept", load_balancer::keeps_to_policies),
    ("network policies: who reaches whom", network_policy::holds),
    ("partition: two workers meet again", partition::two_workers),
    ("partition: nodes come back to the engine's network", partition::new_interfaces),
    ("nodes: logs and exec reach all of them", nodes::answer_for_logs_and_exec),
    ("images: nodes have different ones", images::differ_between_nodes),
    ("loads: a node that ends", load_faults::of_a_node_that_ends),
    ("addons: the registry of the config", registries::of_the_config),
    ("workloads: rollout, history, undo", workloads::rollout_history_and_undo),
    ("workloads: jobs and cron jobs", workloads::jobs_and_cron_jobs),
    ("workloads: drain and uncordon", workloads::drain_and_uncordon),
    ("storage: pods follow their volumes", storage::pods_follow_their_volumes),
    ("lifecycle: nodes stop, pause and come back", lifecycle::single_nodes),
    ("load balancer: an address leaves a node that was killed", load_balancer::moves_when_its_node_dies),
    ("workloads: pods leave a node that was killed", workloads::killed_node),
];

/// Addons on three nodes; the tests of one cluster have most of them on one.
const ADDONS_ON_THREE_NODES: &[Scenario] = &[
    ("addons: pod security", addons::pod_security),
    ("addons: charts", addons::of_charts),
    ("addons: registry", registries::comes_and_goes),
    ("addons: metrics", addons::metrics),
    ("addons: vpa", vertical::gives_pods_what_they_need),
    ("addons: vpa comes and goes", vertical::comes_and_goes),
    ("logging: what is gone is found", logging::finds_what_is_gone),
    ("logging: what nodes wrote is found", logging::finds_what_nodes_wrote),
    ("logging: what can not be is told", logging::tells_what_can_not_be),
    ("logging: lines are kept", logging::keeps_lines),
    ("dashboard: it lets its user in, and nobody else", dashboard::lets_its_user_in),
    ("dashboard: without the command line", dashboard::works_without_the_command),
    ("addons: simulated nodes", addons::simulated_nodes),
    ("addons: ingress", addons::ingress),
    ("addons: gateways", addons::gateways),
    ("addons: ingress comes and goes", addons::ingress_twice),
    ("monitoring: it comes, sees and goes", monitoring::comes_and_goes),
    ("monitoring: a crashing pod is told of", monitoring::tells_of_a_crashing_pod),
    ("monitoring: a full volume is told of", monitoring::tells_of_a_full_volume),
    ("monitoring: figures outlive a restart", monitoring::keeps_its_figures),
    ("monitoring: a node that is down is told of", monitoring::tells_of_a_node_that_is_down),
];

/// Scenarios on a cluster that begins with one node, in this order.
const ON_A_GROWING_CLUSTER: &[Scenario] = &[
    ("growing: workers come and go", growing::workers_come_and_go),
    ("growing: what is gone comes back", growing::what_is_gone_comes_back),
    ("growing: certificates are renewed", growing::certificates_are_renewed),
    ("growing: one devcluster at a time", growing::one_at_a_time),
    ("control planes: they come and go", control_planes::come_and_go),
];

/// Scenarios on nodes with GPUs, in this order.
const ON_NODES_WITH_GPUS: &[Scenario] = &[
    ("gpus: nodes offer them", gpus::are_offered_by_their_nodes),
    ("gpus: pods see them", gpus::are_seen_in_pods),
    ("gpus: pods wait for them", gpus::are_waited_for),
    ("gpus: pods share them", gpus::are_shared),
    ("gpus: they are split", gpus::are_split),
    ("gpus: quotas", gpus::are_rationed),
    ("monitoring: figures of GPUs are there", monitoring::sees_gpus),
    ("gpus: they fail and are healed", gpus::fail_and_heal),
    ("gpus: they outlive restarts", gpus::outlive_restarts),
    ("gpus: new nodes bring their own", gpus::come_with_new_nodes),
];

/// Scenarios on nodes whose GPUs are claimed, in this order.
const ON_NODES_WITH_CLAIMED_GPUS: &[Scenario] = &[
    ("claimed gpus: nodes offer them", dra::are_offered),
    ("claimed gpus: claims choose by what they are", dra::are_chosen_by_what_they_are),
    ("claimed gpus: pods wait for them", dra::are_waited_for),
    ("claimed gpus: pods share a claim", dra::are_shared),
    ("claimed gpus: they are split", dra::are_split),
    ("claimed gpus: they are asked for by number", dra::are_counted),
    ("claimed gpus: nodes tell of their own", dra::are_told_of_by_their_node),
    ("claimed gpus: they fail and are healed", dra::fail_and_heal),
];

/// Longer ones on such nodes: kubelet looks again at a pod that came in the wrong second only after a minute or more.
const LONG_WITH_CLAIMED_GPUS: &[Scenario] = &[("claimed gpus: they outlive restarts", dra::outlive_restarts)];

/// Scenarios on three control planes, in this order.
const ON_THREE_CONTROL_PLANES: &[Scenario] = &[
    ("control planes: the leader is lost under writes", control_planes::lose_their_leader),
    ("control planes: the way to them is lost", control_planes::lose_the_way_to_them),
    ("control planes: all are lost", control_planes::lose_all),
    ("control planes: a removal that was killed is finished", control_planes::finish_a_removal),
];

#[test]
fn one_cluster_from_start_to_delete() {
    run_all(&Cluster::start("main"), SCENARIOS);
}

#[test]
fn three_nodes_from_start_to_delete() {
    run_all(&nodes::start(), ON_THREE_NODES);
}

#[test]
fn a_growing_cluster_from_start_to_delete() {
    run_all(&growing::start(), ON_A_GROWING_CLUSTER);
}

#[test]
fn nodes_with_gpus_from_start_to_delete() {
    run_all(&gpus::start(), ON_NODES_WITH_GPUS);
}

#[test]
fn nodes_with_claimed_gpus_from_start_to_delete() {
    run_all(&dra::start(), ON_NODES_WITH_CLAIMED_GPUS);
}

#[test]
#[ignore = "waits for kubelet's next look"]
fn claimed_gpus_outlive_restarts() {
    run_all(&dra::start(), LONG_WITH_CLAIMED_GPUS);
}

#[test]
#[ignore = "takes a minute, and three nodes show the most of it"]
fn network_policies_hold_on_one_node() {
    run_all(&Cluster::start("policies"), &[("network policies: who reaches whom", network_policy::holds)]);
}

#[test]
fn three_control_planes_from_start_to_delete() {
    run_all(&control_planes::start(), ON_THREE_CONTROL_PLANES);
}

#[test]
fn a_start_that_is_killed_is_completed_or_removed() {
    killed::start(&World::new("killed"));
}

#[test]
fn two_clusters_start_at_once() {
    let worlds = ["first", "second"].map(World::new);
    let start = |world: &World| process::start(&mut world.command(&["start", "--api-address", "127.0.0.2"]), None);
    for started in worlds.each_ref().map(start) {
        started.wait().ok();
    }
    for world in &worlds {
        let status = world.devcluster(&["status"]).ok();
        assert!(status.contains("https://127.0.0.2:"), "{status}");
        world.kubectl("get nodes");
    }
}

#[test]
#[ignore = "long: `./test.sh --all` runs it"]
fn a_start_of_three_nodes_that_is_killed_is_completed() {
    killed::start_of_three(&World::new("killed-three"));
}

#[test]
#[ignore = "long: `./test.sh --all` runs it"]
fn commands_that_are_killed_leave_a_cluster_that_starts() {
    killed::commands(&World::new("killed-commands"));
}

/// Words with commas between them: only scenarios whose names have one of them are run. For work on them.
const CHOSEN: &str = "SCENARIOS";

fn run_all(cluster: &Cluster, scenarios: &[Scenario]) {
    let chosen = std::env::var(CHOSEN).unwrap_or_default();
    let is_chosen = |name: &str| chosen.split(',').any(|word| name.contains(word));
    let scenarios: Vec<_> = scenarios.iter().filter(|(name, _)| is_chosen(name)).collect();
    let failed: Vec<_> = scenarios.iter().filter(|(name, run)| !cluster::passes(name, || run(cluster))).collect();
    cluster.delete_and_check();
    let names: Vec<_> = failed.iter().map(|(name, _)| *name).collect();
    assert!(names.is_empty(), "{} of {} scenarios failed:\n{}", names.len(), scenarios.len(), names.join("\n"));
}

#[test]
#[ignore = "takes minutes, and one node shows the most of it"]
fn addons_on_three_nodes() {
    run_all(&Cluster::start_as(World::new("addons"), &["start", "--workers", "2"]), ADDONS_ON_THREE_NODES);
}

#[test]
#[ignore = "writes and loads half a gigabyte"]
fn a_bundle_sets_a_machine_up() {
    bundles::set_a_machine_up();
}

#[test]
fn a_machine_gives_its_gpus() {
    host_gpus::of_a_machine();
}

#[test]
fn three_nodes_survive_their_engine() {
    survival::of(&survival::THREE_NODES);
}

#[test]
#[ignore = "takes minutes, and three nodes show the most of it"]
fn one_node_survives_its_engine() {
    survival::of(&survival::ONE_NODE);
}

#[test]
#[ignore = "takes minutes"]
fn three_control_planes_survive_their_engine() {
    survival::of(&survival::THREE_CONTROL_PLANES);
}

#[test]
#[ignore = "takes minutes: kubelet waits longer from try to try"]
fn a_full_disk_costs_nothing() {
    full_disk::of_an_engine();
}

#[test]
fn some_clusters_leave_nothing() {
    soak::of(4);
}

#[test]
#[ignore = "takes ten minutes"]
fn fifty_clusters_leave_nothing() {
    soak::of(50);
}

#[test]
#[ignore = "waits until a node is taken for lost"]
fn a_node_that_was_lost_is_ready_again() {
    run_all(&nodes::start(), &[("partition: a node loses all others", partition::one_from_all)]);
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
