//! Apps with mistakes in them: each is told in one error, with a hint and the right exit code.

use std::path::PathBuf;
use std::process::Command;

use crate::cluster::Cluster;
use crate::process::run;
use crate::world::docker;

const PYTHON: &str = "python:3.9-slim";

pub fn images(cluster: &Cluster) {
    let stderr = cluster.devcluster(&["image", "load", "devcluster-e2e-nowhere:v1"]).fails_with(1);
    assert_all(
        &stderr,
        &["no image `devcluster-e2e-nowhere:v1` in the container engine", "hint: build it with `devcluster build -t"],
    );
    let stderr = cluster.devcluster(&["image", "load", "./nowhere.tar"]).fails_with(1);
    assert_all(&stderr, &["no archive file `./nowhere.tar`", "hint: make one with `docker save"]);
    let text = cluster.home().join("text.tar");
    std::fs::write(&text, "this is no archive".repeat(100)).expect("a file");
    let stderr = cluster.devcluster(&["image", "load", &text.display().to_string()]).fails_with(1);
    assert_all(&stderr, &["is not an image archive", "hint:"]);
    let stderr = cluster.devcluster(&["image", "load", "Not A Name"]).fails_with(1);
    assert_all(&stderr, &["`Not A Name` is not an image name", "hint:"]);
}

pub fn dockerfiles(cluster: &Cluster) {
    let folder = app(cluster, "broken-build", PYTHON, "");
    std::fs::write(folder.join("Dockerfile"), "FROM python:3.9-slim\nRUN echo about to fail && exit 3\n")
        .expect("a file");
    let stderr = cluster.devcluster_in(&folder, &["build", "-t", "devcluster-e2e-broken:v1"]).fails_with(1);
    assert_all(
        &stderr,
        &[
            "the Dockerfile of `devcluster-e2e-broken:v1` failed",
            "about to fail",
            "hint: see all of its output with `docker build",
        ],
    );
    let left = docker(&["ps", "--all", "--no-trunc", "--format", "{{.Command}}"]);
    assert!(!left.contains("about to fail"), "{left}");
    std::fs::remove_file(folder.join("Dockerfile")).expect("a file");
    let stderr = cluster.devcluster_in(&folder, &["build", "-t", "a:v1"]).fails_with(1);
    assert_all(&stderr, &["there is no Dockerfile in `.`", "hint:"]);
}

pub fn manifests(cluster: &Cluster) {
    let apply = |text: &str| cluster.devcluster_with(text, &["apply", "-f", "-"]);
    let good = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: e2e-first}\n---\n";
    let cases = [
        ("apiVersion: v1\nkind: ConfigMap\n metadata: {}\n", "`standard input, document 2` is not valid YAML"),
        ("kind: ConfigMap\nmetadata: {name: a}\n", "`standard input, document 2` has no `apiVersion`"),
        ("apiVersion: v1\nkind: Gadget\nmetadata: {name: a}\n", "the cluster has no kind `Gadget` in `v1`"),
        (
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: nowhere}\n",
            "namespace `nowhere` does not exist",
        ),
        (
            "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {port: 80}\n",
            ".spec.port: field not declared in schema",
        ),
        (
            "apiVersion: v1\nkind: Service\nmetadata: {name: UPPER}\nspec: {ports: [{port: 80}]}\n",
            "Service `UPPER` is not accepted",
        ),
    ];
    for (text, expected) in cases {
        let stderr = apply(&format!("{good}{text}")).fails_with(1);
        assert_all(&stderr, &[expected, "hint:"]);
    }
    let found = cluster.kubectl("get configmap --ignore-not-found e2e-first");
    assert_eq!(found, "", "nothing is applied where one document is wrong");
    let stderr = cluster.devcluster_in(&cluster.folder("empty"), &["apply"]).fails_with(1);
    assert_all(&stderr, &["no manifest is in `.`", "hint:"]);
}

pub fn never_ready(cluster: &Cluster) {
    let up = |folder: &PathBuf| cluster.devcluster_in(folder, &["up", "--timeout", "15"]);

    let folder = app(cluster, "e2e-no-image", "registry.invalid/nothing:v1", "");
    let stderr = up(&folder).fails_with(1);
    assert_all(
        &stderr,
        &[
            "`e2e-no-image` can't become ready",
            "ErrImagePull",
            "failed to pull and unpack image",
            "hint: bring the image to the nodes with `devcluster image load",
        ],
    );
    remove(cluster, &folder);

    let crash = r#"command: ["python", "-c", "print('no database'); raise SystemExit(3)"]"#;
    let folder = app(cluster, "e2e-crash", PYTHON, crash);
    let stderr = cluster.devcluster_in(&folder, &["up", "--timeout", "60"]).fails_with(1);
    assert_all(
        &stderr,
        &[
            "`e2e-crash` can't become ready",
            "CrashLoopBackOff",
            "no database",
            "hint: see all of its output with `devcluster logs",
        ],
    );
    remove(cluster, &folder);

    let server = "command: [\"python\", \"-u\", \"-c\", \"print('here I am'); import time; time.sleep(600)\"]\n        \
                  readinessProbe: {tcpSocket: {port: 5000}, periodSeconds: 1}";
    let folder = app(cluster, "e2e-unready", PYTHON, server);
    let stderr = up(&folder).fails_with(1);
    assert_all(&stderr, &["did not become ready within 15 s", "Readiness probe failed", "here I am", "hint:"]);
    remove(cluster, &folder);
}

pub fn unknown_names(cluster: &Cluster) {
    let stderr = cluster.devcluster(&["service", "e2e-no-such-service", "--url"]).fails_with(1);
    assert_all(
        &stderr,
        &["there is no service `e2e-no-such-service` in namespace `default`", "default/kubernetes", "hint:"],
    );
    let stderr = cluster.devcluster(&["service", "kubernetes", "--url"]).fails_with(1);
    assert_all(&stderr, &["of type ClusterIP", "port add"]);
    let stderr = cluster.devcluster(&["logs", "e2e-no-such-app"]).fails_with(1);
    assert_all(&stderr, &["there is no app `e2e-no-such-app`", "hint:"]);
    let stderr = cluster.devcluster(&["new", "no-such-template"]).fails_with(1);
    assert_all(&stderr, &["there is no template `no-such-template`", "flask-api"]);

    let folder = cluster.folder("mine");
    std::fs::write(folder.join("app.py"), "mine").expect("a file");
    let stderr = cluster.devcluster(&["new", "flask-api", &folder.display().to_string()]).fails_with(1);
    assert_all(&stderr, &["exists already", "hint:"]);
    assert_eq!(std::fs::read_to_string(folder.join("app.py")).expect("a file"), "mine");
    assert_eq!(std::fs::read_dir(&folder).expect("a folder").count(), 1);
}

/// A folder with a Deployment of one container; `more` are further fields of the container.
fn app(cluster: &Cluster, name: &str, image: &str, more: &str) -> PathBuf {
    let folder = cluster.folder(name);
    let manifest = format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: {name}}}\nspec:\n  selector: {{matchLabels: {{app: {name}}}}}\n  template:\n    \
         metadata: {{labels: {{app: {name}}}}}\n    spec:\n      terminationGracePeriodSeconds: 0\n      containers:\n      - name: main\n        \
         image: {image}\n        imagePullPolicy: IfNotPresent\n        {more}\n"
    );
    std::fs::write(folder.join("deployment.yaml"), manifest).expect("a file");
    if image == PYTHON {
        run(&mut Command::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/python/build.sh"))).ok();
        cluster.devcluster(&["load", PYTHON]).ok();
    }
    folder
}

fn remove(cluster: &Cluster, folder: &std::path::Path) {
    cluster.kubectl(&format!("delete -f {}/deployment.yaml --wait=true", folder.display()));
}

#[track_caller]
fn assert_all(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "no `{part}` in\n{text}");
    }
    assert_eq!(
        text.matches("error: ").count().min(2),
        text.lines().filter(|line| line.starts_with("error: ")).count().min(2),
        "one error\n{text}"
    );
}
