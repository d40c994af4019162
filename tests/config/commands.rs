//! `devcluster config` as a person calls it; none of it but `show` without a file needs a container engine.

use std::path::Path;
use std::process::Command;

struct Done {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

fn config(folder: &Path, words: &[&str]) -> Done {
    let output = Command::new(env!("CARGO_BIN_EXE_devcluster"))
        .arg("config")
        .args(words)
        .current_dir(folder)
        .env("DOCKER_HOST", "unix:///no/such/engine.sock")
        .env_remove("DEVCLUSTER")
        .output()
        .expect("devcluster runs");
    Done {
        code: output.status.code(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

#[test]
fn what_init_writes_passes_the_check() {
    let folder = folder();
    let written = config(folder.path(), &["init", "--schema"]);
    assert_eq!((written.code, written.stdout.as_str()), (Some(0), ""), "{}", written.stderr);
    let text = std::fs::read_to_string(folder.path().join("cluster.yaml")).expect("a config");
    assert!(text.starts_with("# yaml-language-server: $schema=cluster.schema.json\n"), "{text}");
    let schema = std::fs::read_to_string(folder.path().join("cluster.schema.json")).expect("a schema");
    assert_eq!(config(folder.path(), &["schema"]).stdout, schema);

    let checked = config(folder.path(), &["check"]);
    assert_eq!((checked.code, checked.stdout.as_str()), (Some(0), ""));
    assert_eq!(checked.stderr, "`cluster.yaml` is valid: cluster `dev` of one control plane.\n");
}

#[test]
fn init_replaces_nothing_by_itself() {
    let folder = folder();
    let path = folder.path().join("mine.yaml");
    std::fs::write(&path, "mine").expect("a file");
    let refused = config(folder.path(), &["init", "mine.yaml"]);
    assert_eq!(refused.code, Some(1));
    insta::assert_snapshot!(refused.stderr, @r#"
    error: `mine.yaml` exists already

    hint: replace it with `devcluster config init mine.yaml --force`
    "#);
    assert_eq!(std::fs::read_to_string(&path).expect("the file"), "mine");

    assert_eq!(config(folder.path(), &["init", "mine.yaml", "--force"]).code, Some(0));
    let printed = config(folder.path(), &["init", "--stdout"]);
    assert_eq!(std::fs::read_to_string(&path).expect("the file"), printed.stdout);
    assert_eq!(config(folder.path(), &["init", "-"]).stdout, printed.stdout);
    let named = config(folder.path(), &["init", "-", "--name", "shop"]).stdout;
    assert_eq!(named, printed.stdout.replace("\nname: dev\n", "\nname: \"shop\"\n"));
    assert_ne!(named, printed.stdout);
}

#[test]
fn check_tells_people_and_programs() {
    let folder = folder();
    let text = "apiVersion: devcluster.dev/v1alpha1\nkind: Cluster\nnodes:\n  - rol: worker\n";
    std::fs::write(folder.path().join("cluster.yaml"), text).expect("a config");
    let people = config(folder.path(), &["check", "cluster.yaml"]);
    assert_eq!((people.code, people.stdout.as_str()), (Some(1), ""));
    insta::assert_snapshot!(people.stderr, @r#"
    error: `cluster.yaml` has a problem

    cluster.yaml:4:5: unknown field `rol`; did you mean `role`?
      4 |   - rol: worker
        |     ^^^

    hint: see all fields and their meaning with `devcluster config init --stdout`
    "#);
    let programs = config(folder.path(), &["check", "--json"]);
    assert_eq!((programs.code, programs.stderr.as_str()), (Some(1), ""));
    insta::assert_snapshot!(programs.stdout, @r#"
    {
      "valid": false,
      "problems": [
        {
          "line": 4,
          "column": 5,
          "message": "unknown field `rol`; did you mean `role`?"
        }
      ],
      "warnings": []
    }
    "#);
    let yaml = config(folder.path(), &["check", "--output", "yaml"]).stdout;
    assert!(yaml.starts_with("valid: false\nproblems:\n- line: 4\n"), "{yaml}");
    let missing = config(folder.path(), &["check", "other.yaml", "--json"]);
    assert_eq!(missing.code, Some(1));
    insta::assert_snapshot!(missing.stderr, @r#"
    error: config file `other.yaml` can't be read
    caused by: No such file or directory (os error 2)

    hint: write one with `devcluster config init other.yaml`
    "#);
}

#[test]
fn show_fills_in_the_defaults() {
    let folder = folder();
    let text = "apiVersion: devcluster.dev/v1alpha1\nkind: Cluster\nnodes:\n  - role: control-plane\n    cpus: 1.5\nports: [\"127.0.0.1:8080:80@default/web\"]\n";
    std::fs::write(folder.path().join("cluster.yaml"), text).expect("a config");
    let shown = config(folder.path(), &["show", "cluster.yaml", "--name", "other"]);
    assert_eq!((shown.code, shown.stderr.as_str()), (Some(0), ""));
    insta::assert_snapshot!(shown.stdout, @r#"
    apiVersion: devcluster.dev/v1alpha1
    kind: Cluster
    name: other
    kubernetesVersion: v1.36.3
    nodes:
    - role: control-plane
      count: 1
      cpus: 1500m
    ports:
    - 8080:80@web
    images:
      shared: true
    network:
      podSubnet: 10.244.0.0/16
      serviceSubnet: 10.96.0.0/12
      apiServerAddress: 127.0.0.1
    "#);
    let json = config(folder.path(), &["show", "cluster.yaml", "--json"]);
    let value: serde_json::Value = serde_json::from_str(&json.stdout).expect("JSON");
    assert_eq!(value["network"]["podSubnet"], "10.244.0.0/16");

    let of_cluster = config(folder.path(), &["show"]);
    assert_eq!(of_cluster.code, Some(3), "{}", of_cluster.stderr);
}
