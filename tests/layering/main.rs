//! Fails where a source breaks the layering: one owner for each outside thing, one direction, no printing below `cli`.

mod references;
mod rules;

use std::fs;
use std::path::{Path, PathBuf};

use rules::{Source, breaches};

#[test]
fn the_sources_keep_the_rules() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = rust_files(&root);
    assert!(files.len() > 10, "found only {} sources under {}", files.len(), root.display());
    let found: Vec<_> = files
        .iter()
        .flat_map(|file| {
            let text = fs::read_to_string(file).unwrap();
            let path = file.strip_prefix(&root).unwrap().to_str().unwrap();
            breaches(&Source { path, text: &text })
        })
        .collect();
    assert!(found.is_empty(), "{} breaches of ARCHITECTURE.md:\n{}", found.len(), found.join("\n"));
}

#[test]
fn folders_stay_small() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = rust_files(&root);
    for folder in files.iter().filter_map(|file| file.parent()) {
        let count = files.iter().filter(|file| file.parent() == Some(folder)).count();
        let most = if folder.ends_with("cli") { 60 } else { 20 };
        assert!(count < most, "{} has {count} files", folder.display());
    }
}

/// Each breach that the rules are there for, and what is said of it.
#[test]
fn breaches_are_found() {
    let cases = [
        ("steps/node.rs", "use bollard::Docker;", "`bollard` belongs to src/engine/docker"),
        ("steps/node.rs", "use ::bollard::Docker;", "`bollard` belongs to"),
        (
            "steps/node.rs",
            "use {bytes::Bytes, std::fmt};\nfn a() -> bollard::Docker { todo() }",
            "node.rs:3: `bollard`",
        ),
        ("report/plain.rs", "use indicatif as bars;", "`indicatif` belongs to src/report/terminal"),
        ("cli/start.rs", "use dialoguer::Confirm;", "`dialoguer` belongs to src/cli/prompt.rs"),
        ("image/build.rs", "fn a() { let _ = dirs::home_dir(); }", "`dirs` belongs to src/paths.rs"),
        ("config/load.rs", "use serde_yaml::{Value, from_str};", "`serde_yaml` belongs to src/yaml/values.rs"),
        ("app/build.rs", "use kube::Client;", "`kube` belongs to src/cluster/"),
        ("steps/node.rs", "use clap::Args;", "`clap` belongs to src/cli/, src/lib.rs"),
        ("plan/start.rs", "use crate::{config::Cluster, engine::Engine};", "`plan` must not use `engine::Engine`"),
        ("plan/start.rs", "use crate::cluster::client;", "`plan` must not use `cluster::client`"),
        (
            "plan/start.rs",
            "fn now() -> std::time::Instant { std::time::Instant::now() }",
            "must not use `std::time::Instant`",
        ),
        ("report/plain.rs", "use super::super::engine::Engine;", "`report` must not use `engine::Engine`"),
        ("report/mod.rs", "use super::steps;", "`report` must not use `steps`"),
        ("engine/api.rs", "fn a(_: &crate::report::Event) {}", "`engine` must not use `report::Event`"),
        (
            "steps/node.rs",
            "mod tests {\n  use super::super::super::cli::Context;\n}",
            "node.rs:3: `steps` must not use `cli::Context`",
        ),
        ("cloud/mod.rs", "use crate::engine::Engine;", "room `cloud` is not in the table"),
        ("app/open.rs", "fn a() { println!(\"{}\", 1); }", "`app` must not print"),
        ("app/open.rs", "fn a() { std::process::exit(1) }", "`app` must not end the process"),
        ("app/open.rs", "use std::io;\nfn a() { io::stdout(); }", "`app` must not use the terminal"),
        ("app/utils.rs", "", "a name that says nothing"),
    ];
    for (path, text, expected) in cases {
        let text = format!("//! A file.\n{text}");
        let found = breaches(&Source { path, text: &text }).join("\n");
        assert!(found.contains(expected), "{path}: {text}\nexpected: {expected}\nfound: {found}");
    }
    assert_eq!(breaches(&Source { path: "app/open.rs", text: "use std::io;" }).len(), 1);
}

/// What the rules allow, and what only looks like a breach.
#[test]
fn what_is_allowed_is_not_reported() {
    let cases = [
        ("engine/docker/mod.rs", "use bollard::Docker; use super::api::Engine;"),
        ("report/terminal.rs", "use indicatif::{MultiProgress, ProgressBar}; fn a() { std::io::stderr(); }"),
        ("plan/start.rs", "use crate::cluster::state::ClusterState; use std::time::Duration;"),
        ("steps/node.rs", "// use bollard::Docker;\n/* println!() /* nested */ kube::Client */ fn a() {}"),
        ("steps/node.rs", "const A: &str = \"use bollard::Docker; \\\" println!()\";"),
        (
            "steps/node.rs",
            "const A: &str = r#\"println!(\"x\") bollard::Docker\"#; const B: &[u8] = b\"kube::Client\";",
        ),
        (
            "steps/node.rs",
            "fn a<'a>(dirs: &'a [char]) -> bool { dirs.len() != 1 && dirs[0] == '\"' && dirs[1] == '\\'' }",
        ),
        ("fault.rs", "mod tests { use super::*; }"),
        ("yaml/values.rs", "mod tests { use super::YamlError; mod inner { use super::super::YamlError; } }"),
        ("cli/start.rs", "use clap::Args; use crate::steps; fn a() { println!(); std::process::exit(2) }"),
    ];
    for (path, text) in cases {
        let text = format!("//! A file.\n{text}");
        assert_eq!(breaches(&Source { path, text: &text }), Vec::<String>::new(), "{path}: {text}");
    }
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder can be listed") {
        let path = entry.expect("the folder can be listed").path();
        if path.is_dir() {
            found.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}
