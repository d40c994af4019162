//! Kubeconfigs of many hands, with our entries put in and taken out.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde_json::Value;

use super::{Current, check, current_cluster, file, remove};
use crate::cluster::ClusterError;
use crate::yaml;

/// As `start` hands them in.
fn ours(name: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Config\n\
         clusters: [{{name: devcluster-{name}, cluster: {{server: 'https://127.0.0.1:1', certificate-authority-data: YQ==}}}}]\n\
         users: [{{name: devcluster-{name}, user: {{client-certificate-data: Yg==}}}}]\n\
         contexts: [{{name: devcluster-{name}, context: {{cluster: devcluster-{name}, user: devcluster-{name}}}}}]\n\
         current-context: devcluster-{name}\n"
    )
}

fn merge(path: &Path, kubeconfig: &str) -> Result<(), ClusterError> {
    file::merge(path, kubeconfig, Current::Ours)
}

/// What people and programs write.
const FILES: &[&str] = &[
    "",
    "# nothing yet\n",
    "---\n",
    "apiVersion: v1\nkind: Config\n",
    // kubectl's own, without entries, by several of its versions.
    "apiVersion: v1\nclusters: []\ncontexts: []\ncurrent-context: \"\"\nkind: Config\npreferences: {}\nusers: []\n",
    "apiVersion: v1\nclusters: null\ncontexts: null\ncurrent-context: \"\"\nkind: Config\npreferences: {}\nusers: null\n",
    "apiVersion: v1\nclusters:\ncontexts: ~ # later\nkind: Config\nusers: [ ]  # none\ncurrent-context:",
    // kubectl's own, with entries.
    "apiVersion: v1\nclusters:\n- cluster:\n    server: https://a\n  name: a\ncontexts:\n- context:\n    cluster: a\n    user: a\n  name: a\ncurrent-context: a\nkind: Config\npreferences: {}\nusers:\n- name: a\n  user: {}\n",
    // A person's: comments, blank lines, quotes, indented lists, another order, no newline at the end.
    "# of the office\nkind: Config\napiVersion: v1\n\ncurrent-context:   'office'   # by day\n\nusers: # who\n  # me\n  - name: \"me\"\n    user: { token:   abc }   # not the real one\n\n  # and you\n  - name: you\n    user:\n      token: |\n        def\n\nclusters:\n  - {name: office, cluster: {server: https://office}}\ncontexts:\n  - name: office\n    context: {cluster: office, user: me}\n\n# the end\npreferences: {colors: true}",
    "kind: Config\r\nclusters:\r\n- name: a\r\n  cluster: {server: x}\r\nusers: []\r\n",
    // JSON, of a program.
    "{\"kind\":\"Config\",\"apiVersion\":\"v1\",\"clusters\":[{\"name\":\"a\",\"cluster\":{\"server\":\"x\"}}],\"users\":[],\"contexts\":[{\"name\":\"a\"}],\"current-context\":\"a\"}",
    "{\n  \"clusters\": [\n    {\n      \"name\": \"a\",\n      \"cluster\": {\"server\": \"x\"}\n    }\n  ],\n  \"kind\": \"Config\"\n}\n",
    // Anchors, tabs behind values, an indented document.
    "clusters: &all\n- &a {name: a, cluster: &c {server: x}}\n- name: b\n  cluster: *c\t\nusers: []\ncontexts: []\n",
    "  clusters:\n  - name: a\n    cluster: {server: x}\n  kind: Config\n",
];

fn folder_with(text: &str) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config");
    fs::write(&path, text).unwrap();
    (folder, path)
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

#[test]
fn a_cluster_that_goes_leaves_the_file_as_it_was() {
    for text in FILES {
        let (_folder, path) = folder_with(text);
        merge(&path, &ours("dev")).unwrap();
        let merged = read(&path);
        assert_eq!(current_cluster(&path).as_deref(), Some("dev"), "{merged}");
        merge(&path, &ours("dev")).unwrap();
        assert_eq!(read(&path), merged, "a second start changes nothing");
        merge(&path, &ours("dev").replace("127.0.0.1:1", "127.0.0.1:2")).unwrap();
        assert!(read(&path).contains("127.0.0.1:2") && !read(&path).contains("127.0.0.1:1"));
        remove(&path, "dev").unwrap();
        assert_eq!(read(&path), *text, "it was meanwhile\n{merged}");
    }
}

#[test]
fn what_others_wrote_stays_while_a_cluster_is_there() {
    for text in FILES {
        let (_folder, path) = folder_with(text);
        merge(&path, &ours("dev")).unwrap();
        let merged = read(&path);
        // What changes is the current context, and lists that were empty.
        let replaced = |line: &str| {
            ["current-context", "[]", "[ ]", "null", "~", "clusters:"].iter().any(|word| line.contains(word))
        };
        for line in text.lines().filter(|line| !replaced(line)) {
            assert!(merged.contains(line.trim_start()), "`{line}` is not in\n{merged}");
        }
    }
}

#[test]
fn clusters_go_in_any_order() {
    for text in FILES {
        for order in [["a", "b", "c"], ["c", "b", "a"], ["b", "a", "c"], ["b", "c", "a"]] {
            let (_folder, path) = folder_with(text);
            ["a", "b", "c"].iter().for_each(|name| merge(&path, &ours(name)).unwrap());
            order.iter().for_each(|name| remove(&path, name).unwrap());
            assert_eq!(read(&path), *text, "{order:?}");
        }
    }
}

#[test]
fn a_file_that_was_made_for_a_cluster_goes_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep/config");
    merge(&path, &ours("dev")).unwrap();
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    insta::assert_snapshot!(read(&path), @r"
    apiVersion: v1
    clusters:
    - cluster:
        certificate-authority-data: YQ==
        server: https://127.0.0.1:1
      name: devcluster-dev
    contexts:
    - context:
        cluster: devcluster-dev
        extensions:
        - extension:
            apiVersion: null
            clusters: null
            contexts: null
            current-context: null
            file: null
            kind: null
            users: null
          name: devcluster.dev/before
        user: devcluster-dev
      name: devcluster-dev
    current-context: devcluster-dev
    kind: Config
    users:
    - name: devcluster-dev
      user:
        client-certificate-data: Yg==
    ");
    merge(&path, &ours("other")).unwrap();
    remove(&path, "dev").unwrap();
    assert_eq!(current_cluster(&path).as_deref(), Some("other"));
    remove(&path, "other").unwrap();
    assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 0, "no file, lock or temporary file is left");
}

#[test]
fn the_context_of_before_is_current_again_if_it_is_there() {
    let text =
        "contexts:\n- name: x\n  context: {cluster: x}\n- name: y\n  context: {cluster: y}\ncurrent-context: x\n";
    let current = |path: &Path| yaml::parse::<Value>(&read(path)).unwrap()["current-context"].clone();
    let (_folder, path) = folder_with(text);
    merge(&path, &ours("dev")).unwrap();
    fs::write(&path, read(&path).replace("- name: x\n", "- name: z\n")).unwrap();
    remove(&path, "dev").unwrap();
    assert_eq!(current(&path), "", "x is gone");

    let (_folder, path) = folder_with(text);
    merge(&path, &ours("dev")).unwrap();
    fs::write(&path, read(&path).replace("current-context: devcluster-dev", "current-context: y")).unwrap();
    remove(&path, "dev").unwrap();
    assert_eq!(read(&path), text.replace("current-context: x", "current-context: y"), "the user's choice stays");
}

#[test]
fn entries_that_kubectl_wrote_anew_are_taken_out() {
    let (_folder, path) = folder_with(FILES[7]);
    merge(&path, &ours("dev")).unwrap();
    let config: Value = yaml::parse(&read(&path)).unwrap();
    fs::write(&path, yaml::render(&config).unwrap()).unwrap();
    remove(&path, "dev").unwrap();
    assert_eq!(yaml::parse::<Value>(&read(&path)).unwrap(), yaml::parse::<Value>(FILES[7]).unwrap());
}

#[test]
fn a_damaged_file_is_left_as_it_is() {
    for damaged in ["clusters: [", "just text", "clusters: {a: b}"] {
        let (_folder, path) = folder_with(damaged);
        assert!(check(&path).is_err(), "{damaged}");
        assert!(merge(&path, &ours("dev")).is_err() && remove(&path, "dev").is_err(), "{damaged}");
        assert_eq!(read(&path), damaged);
    }
}

#[test]
fn what_is_written_again_need_not_become_the_current_one() {
    let (_folder, path) = folder_with("");
    merge(&path, &ours("dev")).unwrap();
    merge(&path, &ours("other")).unwrap();
    file::merge(&path, &ours("dev").replace("127.0.0.1:1", "127.0.0.1:2"), Current::Kept).unwrap();
    assert_eq!(current_cluster(&path).as_deref(), Some("other"));
    assert!(read(&path).contains("127.0.0.1:2"));
}
