//! Flags over files.

use devcluster::config::{self, Cluster, ConfigError, GpuCount, Overrides};

const FILE: &str = "\
apiVersion: devcluster.dev/v1alpha1
kind: Cluster
name: file
nodes:
  - role: worker
    count: 2
  - role: control-plane
  - role: worker
    labels: {last: group}
ports: [8080:30080, 8080:30080/udp, 9090:30090]
";

fn load(file: Option<&str>, overrides: &Overrides) -> Result<Cluster, ConfigError> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("cluster.yaml");
    std::fs::write(&path, file.unwrap_or_default()).expect("a config");
    config::load(file.map(|_| path.as_path()), overrides).map(|loaded| loaded.cluster)
}

/// Nodes in short: `control-plane-1 worker-1 worker-2*`, with a star where they have labels.
fn nodes(file: Option<&str>, overrides: &Overrides) -> String {
    let cluster = load(file, overrides).unwrap_or_else(|error| panic!("{error}"));
    let node = |node: &config::NodeSpec| format!("{}{}", node.name, if node.labels.is_empty() { "" } else { "*" });
    cluster.nodes.iter().map(node).collect::<Vec<_>>().join(" ")
}

fn counts(nodes: Option<u32>, workers: Option<u32>) -> Overrides {
    Overrides { nodes, workers, ..Overrides::default() }
}

fn message(overrides: &Overrides) -> String {
    load(Some(FILE), overrides).expect_err("a problem").to_string()
}

#[test]
fn the_file_counts_where_no_flag_does() {
    assert_eq!(nodes(Some(FILE), &Overrides::default()), "control-plane-1 worker-1 worker-2 worker-3*");
    assert_eq!(nodes(None, &Overrides::default()), "control-plane-1");
    let cluster = load(Some(FILE), &Overrides { name: Some("flag".into()), ..Overrides::default() }).expect("a config");
    assert_eq!(cluster.name, "flag");
}

#[test]
fn workers_are_cut_off_or_added_like_the_last() {
    assert_eq!(nodes(Some(FILE), &counts(None, Some(1))), "control-plane-1 worker-1");
    assert_eq!(nodes(Some(FILE), &counts(None, Some(0))), "control-plane-1");
    assert_eq!(nodes(Some(FILE), &counts(Some(3), None)), "control-plane-1 worker-1 worker-2");
    assert_eq!(
        nodes(Some(FILE), &counts(Some(6), None)),
        "control-plane-1 worker-1 worker-2 worker-3* worker-4* worker-5*"
    );
    assert_eq!(nodes(None, &counts(Some(3), None)), "control-plane-1 worker-1 worker-2");
    assert_eq!(nodes(None, &counts(None, Some(1))), "control-plane-1 worker-1");
}

#[test]
fn numbers_of_nodes_that_can_not_be_are_refused() {
    insta::assert_snapshot!(message(&counts(Some(0), None)), @"--nodes: 0 is too few: 1 of the nodes is the control plane");
    insta::assert_snapshot!(message(&counts(Some(200), None)), @"--nodes: 200 nodes are too many: a cluster's network has addresses for 100");
    insta::assert_snapshot!(message(&counts(None, Some(u32::MAX))), @"--workers: 4294967295 nodes are too many: a cluster's network has addresses for 100");
    insta::assert_snapshot!(message(&counts(None, Some(100))), @"--workers: 101 nodes are too many: a cluster's network has addresses for 100");
    insta::assert_snapshot!(message(&counts(Some(2), Some(1))), @"--nodes: say `--nodes` or `--workers`, not both");
    let error = load(None, &Overrides { name: Some("A".into()), nodes: Some(0), ..Overrides::default() });
    insta::assert_snapshot!(error.expect_err("two problems"), @r"
    the flags have 2 problems

    --name: `A` is no cluster name: up to 40 lower-case letters, digits and `-`, beginning and ending with a letter or digit

    --nodes: 0 is too few: 1 of the nodes is the control plane
    ");
}

#[test]
fn a_port_replaces_the_one_with_its_host_port_and_protocol() {
    let ports = |flags: &[&str]| -> Result<String, ConfigError> {
        let ports = flags.iter().map(|port| port.parse().expect("a port")).collect();
        let cluster = load(Some(FILE), &Overrides { ports, ..Overrides::default() })?;
        Ok(cluster.ports.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))
    };
    assert_eq!(ports(&[]).expect("ports"), "8080:30080 8080:30080/udp 9090:30090");
    assert_eq!(
        ports(&["0.0.0.0:8080:80@web", "7070:30070"]).expect("ports"),
        "8080:30080/udp 9090:30090 0.0.0.0:8080:80@web 7070:30070"
    );
    insta::assert_snapshot!(ports(&["1:30001", "1:30002"]).expect_err("one port twice"), @"--port: host port 1 is asked for twice: by `1:30001` and by `1:30002`");
}

/// GPUs of each node in short: `control-plane-1 worker-1=2xTesla-T4`.
fn gpus(file: Option<&str>, overrides: &Overrides) -> String {
    let cluster = load(file, overrides).unwrap_or_else(|error| panic!("{error}"));
    let node = |node: &config::NodeSpec| match &node.gpus {
        Some(config::Gpus::Simulated(gpus)) => format!("{}={}x{}", node.name, gpus.count, gpus.model),
        Some(config::Gpus::Host { replicas, .. }) => format!("{}=all/{replicas}", node.name),
        None => node.name.clone(),
    };
    cluster.nodes.iter().map(node).collect::<Vec<_>>().join(" ")
}

#[test]
fn gpus_are_the_workers_or_the_only_nodes() {
    let four = Overrides { gpus: Some(GpuCount::Simulated(4)), ..Overrides::default() };
    assert_eq!(gpus(None, &four), "control-plane-1=4xNVIDIA-A100-SXM4-40GB");
    let two_workers = Overrides { workers: Some(2), ..four.clone() };
    assert_eq!(
        gpus(None, &two_workers),
        "control-plane-1 worker-1=4xNVIDIA-A100-SXM4-40GB worker-2=4xNVIDIA-A100-SXM4-40GB"
    );
    let none = Overrides { workers: Some(0), ..four.clone() };
    assert_eq!(gpus(Some(FILE), &none), "control-plane-1=4xNVIDIA-A100-SXM4-40GB");
}

#[test]
fn of_gpus_of_the_file_the_number_changes_and_the_model_where_it_is_named() {
    let file = "\
apiVersion: devcluster.dev/v1alpha1
kind: Cluster
nodes:
  - role: control-plane
  - role: worker
    gpus: {count: 1, model: Tesla-T4, replicas: 2}
";
    let four = Overrides { gpus: Some(GpuCount::Simulated(4)), ..Overrides::default() };
    assert_eq!(gpus(Some(file), &four), "control-plane-1 worker-1=4xTesla-T4");
    let all = Overrides { gpus: Some(GpuCount::Host), ..Overrides::default() };
    assert_eq!(gpus(Some("apiVersion: devcluster.dev/v1alpha1\nkind: Cluster\n"), &all), "control-plane-1=all/1");
    assert!(load(Some(file), &all).unwrap_err().to_string().contains("`model` can't be set beside"));
    let gpu_model = config::parse_gpu_model("NVIDIA-L4").ok();
    assert_eq!(gpus(Some(file), &Overrides { gpu_model, ..four }), "control-plane-1 worker-1=4xNVIDIA-L4");
}
