//! What loads, what is said of what does not, and that a rendered config is the same one.

use std::path::Path;

use devcluster::config::{self, ConfigError, NodeRole, Overrides};
use devcluster::fault::{Fault, Kind};

use crate::{name, samples};

fn load(path: &Path) -> Result<config::Loaded, ConfigError> {
    config::load(Some(path), &Overrides::default())
}

/// The error as a person sees it; what depends on the machine is replaced.
fn message(path: &Path) -> String {
    let error = load(path).expect_err(&name(path));
    assert_eq!(error.kind(), Kind::User);
    let folder = path.parent().expect("a folder").display().to_string();
    error.to_string().replace(&folder, "FOLDER")
}

#[test]
fn valid_samples_load_and_survive_rendering() {
    for path in samples("valid") {
        let cluster = load(&path).unwrap_or_else(|error| panic!("{}: {error}", name(&path))).cluster;
        let text = config::render(&cluster).expect("a rendered config");
        assert_eq!(config::load_rendered(&text).unwrap_or_else(|error| panic!("{error}\n{text}")), cluster, "{text}");
    }
}

#[test]
fn invalid_samples_say_what_is_wrong() {
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        for path in samples("invalid/structure").into_iter().chain(samples("invalid/meaning")) {
            insta::assert_snapshot!(name(&path), message(&path));
        }
    });
}

#[test]
fn five_problems_come_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("cluster.yaml");
    let text = "\
apiVersion: devcluster.dev/v1alpha1
kind: Cluster
node: []
nodes:
  - role: control-plane
    memory: 512Mi   # too little
  - role: worker
    count: many
ports: [8080:30080, 8080:30081]
components:
  kubelet:
    flags: {kubeconfig: /tmp/mine}
";
    std::fs::write(&path, text).expect("a config");
    insta::assert_snapshot!(message(&path));
}

#[test]
fn problems_of_flags_are_told_apart() {
    let path = samples("invalid/meaning").into_iter().find(|path| name(path) == "version").expect("the sample");
    let error = config::load(Some(&path), &Overrides { nodes: Some(0), ..Overrides::default() }).expect_err("two");
    insta::assert_snapshot!(error.to_string().replace(&path.display().to_string(), "FILE"), @r#"
    `FILE` and the flags have 2 problems

    --nodes: 0 is too few: 1 of the nodes is the control plane

    FILE:3:20: Kubernetes `v1.20.0` is not to be had; this release of devcluster runs v1.36.3
      3 | kubernetesVersion: v1.20.0
        |                    ^^^^^^^
    "#);
}

/// What a person has not finished to write is said to be wrong, or loads: nothing panics.
#[test]
fn samples_that_break_off_anywhere_are_read() {
    for path in ["valid", "invalid/structure", "invalid/meaning"].into_iter().flat_map(samples) {
        let text = std::fs::read_to_string(&path).expect("a sample");
        for end in (0..text.len()).step_by(7).filter(|end| text.is_char_boundary(*end)) {
            if let Err(error) = config::load_rendered(&text[..end]) {
                assert!(!error.to_string().is_empty());
            }
        }
    }
}

#[test]
fn the_complete_sample_is_read_as_it_is_written() {
    let path = samples("valid").into_iter().find(|path| name(path) == "complete").expect("the complete sample");
    let loaded = load(&path).expect("a config");
    let cluster = &loaded.cluster;
    let names: Vec<_> = cluster.nodes.iter().map(|node| node.name.as_str()).collect();
    assert_eq!(names, ["control-plane-1", "worker-1", "worker-2"]);
    let worker = &cluster.nodes[2];
    assert_eq!((worker.role, worker.milli_cpus, worker.memory), (NodeRole::Worker, Some(1500), Some(1 << 30)));
    assert_eq!(worker.mounts[1].source, path.with_file_name("certificate.pem"));
    assert!(cluster.registries[1].ca.as_ref().is_some_and(|pem| pem.starts_with("-----BEGIN CERTIFICATE-----")));
    assert!(!cluster.images.shared && cluster.audit_log);
    let warnings: Vec<_> =
        loaded.warning_lines().map(|line| line.replace(&path.display().to_string(), "FILE")).collect();
    insta::assert_snapshot!(warnings.join("\n"));
}

#[test]
fn a_file_that_is_not_there_is_said() {
    let error = load(Path::new("/no/such/cluster.yaml")).expect_err("no file");
    assert_eq!(error.to_string(), "config file `/no/such/cluster.yaml` can't be read");
    assert_eq!(error.hint().as_deref(), Some("write one with `devcluster config init /no/such/cluster.yaml`"));
}

/// The example of the documentation, and the sample with every setting switched on.
#[test]
fn documented_configs_load() {
    let folder = tempfile::tempdir().expect("a folder");
    let certificate = include_str!("valid/certificate.pem");
    std::fs::create_dir(folder.path().join("certificates")).expect("a folder");
    std::fs::write(folder.path().join("certificates/registry.pem"), certificate).expect("a certificate");
    let documentation = include_str!("../../docs/config.md");
    let examples: Vec<_> =
        documentation.split("```yaml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    let whole = examples.iter().find(|example| example.starts_with("apiVersion")).expect("a whole example");
    for text in [(*whole).to_owned(), config::SAMPLE.to_owned(), switched_on(config::SAMPLE)] {
        let path = folder.path().join("cluster.yaml");
        std::fs::write(&path, &text).expect("a config");
        load(&path).unwrap_or_else(|error| panic!("{error}\n{text}"));
    }
}

/// The sample without the `#` of its settings; prose has one space after it.
fn switched_on(sample: &str) -> String {
    let line = |line: &str| {
        let indentation = &line[..line.len() - line.trim_start().len()];
        match line.trim_start().strip_prefix('#') {
            Some(rest) if !rest.starts_with(' ') || rest.starts_with("  ") => format!("{indentation}{rest}\n"),
            _ => format!("{line}\n"),
        }
    };
    sample.lines().map(line).collect()
}
