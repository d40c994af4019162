//! The rules of ARCHITECTURE.md that a reader of `use` lines can check.

use crate::references::{Kind, Reference, references};

/// Who owns each outside thing: the crate, and the beginning of the only paths (under `src/`) that may name it.
const OWNERS: &[(&str, &[&str])] = &[
    ("bollard", &["engine/docker"]),
    ("clap", &["cli/", "lib.rs"]),
    ("dialoguer", &["cli/prompt.rs"]),
    ("dirs", &["paths.rs"]),
    ("granit_parser", &["yaml/marked.rs", "yaml/spans.rs"]),
    ("indicatif", &["report/terminal"]),
    ("kube", &["cluster/"]),
    ("rcgen", &["cluster/"]),
    ("notify", &["app/watch/files.rs"]),
    ("reqwest", &["download.rs"]),
    ("serde_yaml", &["yaml/values.rs"]),
    ("tokio_tungstenite", &["dashboard/talk.rs"]),
    ("x509_parser", &["cluster/"]),
];

/// Which rooms of `src/` each room may use beside itself. A name with `::` opens only that part of a room.
const MAY_USE: &[(&str, &[&str])] = &[
    ("cli", EVERY_ROOM),
    (
        "app",
        &[
            "cluster", "config", "download", "engine", "fault", "host", "image", "paths", "plan", "report", "steps",
            "yaml",
        ],
    ),
    ("addon", &["app", "cluster", "config", "engine", "fault", "image", "paths", "plan", "report", "steps", "yaml"]),
    ("load_test", &["app", "cluster", "fault", "image", "report"]),
    ("logs", &["addon", "cluster", "fault"]),
    ("dashboard", &["addon", "app", "cluster", "engine", "fault", "image", "report"]),
    ("bundle", &["addon", "app", "engine", "fault", "image", "report"]),
    ("lab", &["cluster", "config", "engine", "fault", "image", "paths", "plan", "report", "yaml"]),
    ("steps", &["cluster", "config", "doctor", "engine", "fault", "host", "image", "paths", "plan", "report", "yaml"]),
    ("doctor", &["cluster", "config", "engine", "fault", "host", "paths", "plan"]),
    ("cluster", &["config", "engine", "fault", "host", "image", "paths", "plan", "report", "yaml"]),
    ("image", &["config", "download", "engine", "fault", "paths", "report", "yaml"]),
    // What is there already comes to the planner as plain data.
    ("plan", &["cluster::state", "config", "fault"]),
    ("config", &["fault", "yaml"]),
    ("engine", &["fault", "paths"]),
    ("download", &["fault", "paths", "report"]),
    ("host", &["fault"]),
    ("yaml", &["fault"]),
    ("fault", &[]),
    ("paths", &[]),
    ("report", &[]),
];

const EVERY_ROOM: &[&str] = &[
    "addon",
    "app",
    "bundle",
    "cluster",
    "config",
    "dashboard",
    "doctor",
    "download",
    "engine",
    "fault",
    "host",
    "image",
    "lab",
    "load_test",
    "logs",
    "paths",
    "plan",
    "report",
    "steps",
    "yaml",
];

/// Rooms that talk to the person at the terminal.
const SPEAKERS: &[&str] = &["cli", "lib", "main"];
const PRINTING: &[&str] = &["dbg", "eprint", "eprintln", "print", "println"];
const STREAMS: &[&str] = &["stderr", "stdin", "stdout"];

/// What planning must not touch, since the same input has to give the same plan.
const IMPURE: &[&[&str]] = &[
    &["std", "env"],
    &["std", "fs"],
    &["std", "io"],
    &["std", "process"],
    &["std", "thread"],
    &["std", "time", "Instant"],
    &["std", "time", "SystemTime"],
    &["rand"],
    &["tokio"],
];

/// A source as the rules see it: its path under `src/` (`engine/docker/mod.rs`) and its text.
pub struct Source<'a> {
    pub path: &'a str,
    pub text: &'a str,
}

impl Source<'_> {
    /// The top-level module: `engine` for `engine/docker/mod.rs`, `yaml` for `yaml.rs`.
    fn room(&self) -> &str {
        self.path.split('/').next().unwrap_or_default().trim_end_matches(".rs")
    }

    /// The module that the file is: `["engine", "docker"]` for `engine/docker/mod.rs`.
    fn module(&self) -> Vec<&str> {
        let mut parts: Vec<_> = self.path.trim_end_matches(".rs").split('/').collect();
        if matches!(parts.last(), Some(&"mod" | &"lib" | &"main")) {
            parts.pop();
        }
        parts
    }

    /// A reference into this crate as a path from its root; none for other crates, and for what is not a path.
    fn inside(&self, reference: &Reference) -> Option<Vec<String>> {
        let mut base: Vec<_> = self.module().into_iter().map(str::to_owned).collect();
        base.extend((0..reference.inline_modules).map(|_| "(inline)".to_owned()));
        let mut rest = reference.path.as_slice();
        match rest.first().map(String::as_str) {
            Some("crate") => base.clear(),
            Some("self" | "super") => {
                while rest.first().is_some_and(|word| word == "super") {
                    base.pop();
                    rest = &rest[1..];
                }
                base.extend(rest.iter().filter(|word| *word != "self").cloned());
                return Some(base);
            }
            _ => return None,
        }
        Some(rest[1..].to_vec())
    }
}

/// Every breach in `source`, as `src/PATH:LINE: what is wrong`.
pub fn breaches(source: &Source) -> Vec<String> {
    let room = source.room();
    let mut found = shape(source);
    for reference in references(source.text) {
        let problems = [
            owner(source, &reference),
            direction(source, room, &reference),
            speech(room, &reference),
            purity(room, &reference),
        ];
        found.extend(
            problems.into_iter().flatten().map(|text| format!("src/{}:{}: {text}", source.path, reference.line)),
        );
    }
    found
}

fn owner(source: &Source, reference: &Reference) -> Option<String> {
    // A single word outside a `use` line is a variable or a module of ours.
    if reference.path.len() < 2 && reference.kind != Kind::Use {
        return None;
    }
    let (name, owners) = OWNERS.iter().find(|(name, _)| *name == reference.path[0])?;
    let owned = owners.iter().any(|owner| source.path.starts_with(owner));
    (!owned).then(|| format!("`{name}` belongs to src/{}", owners.join(", src/")))
}

fn direction(source: &Source, room: &str, reference: &Reference) -> Option<String> {
    if matches!(room, "lib" | "main") {
        return None;
    }
    let path = source.inside(reference)?;
    let target = path.first()?;
    if target == room || target == "*" || !MAY_USE.iter().any(|(known, _)| known == target) {
        return None;
    }
    let Some((_, allowed)) = MAY_USE.iter().find(|(name, _)| *name == room) else {
        return Some(format!("room `{room}` is not in the table of tests/layering/rules.rs"));
    };
    let open = allowed.iter().any(|open| open.split("::").zip(&path).all(|(open, part)| open == part));
    (!open).then(|| format!("`{room}` must not use `{}`", path.join("::")))
}

fn speech(room: &str, reference: &Reference) -> Option<String> {
    if SPEAKERS.contains(&room) {
        return None;
    }
    let path: Vec<_> = reference.path.iter().map(String::as_str).collect();
    match path.as_slice() {
        [name] if reference.kind == Kind::Macro && PRINTING.contains(name) => Some(format!("`{room}` must not print")),
        [.., "io", stream] if STREAMS.contains(stream) && room != "report" => {
            Some(format!("`{room}` must not use the terminal"))
        }
        [.., "process", "exit" | "abort"] => Some(format!("`{room}` must not end the process")),
        _ => None,
    }
}

fn purity(room: &str, reference: &Reference) -> Option<String> {
    let names = |impure: &&&[&str]| {
        impure.len() <= reference.path.len() && impure.iter().zip(&reference.path).all(|(a, b)| a == b)
    };
    let impure = IMPURE.iter().find(names).filter(|_| room == "plan")?;
    Some(format!("`plan` is pure and must not use `{}`", impure.join("::")))
}

/// What a file looks like: a sentence that says what it is for, a name that says something.
fn shape(source: &Source) -> Vec<String> {
    let mut found = Vec::new();
    if !source.text.is_empty() && !source.text.starts_with("//! ") {
        found.push(format!("src/{}:1: starts without a `//!` sentence that says what it is for", source.path));
    }
    let vague = ["common", "helper", "helpers", "misc", "util", "utils"];
    if source.path.trim_end_matches(".rs").split('/').any(|part| vague.contains(&part)) {
        found.push(format!("src/{}:1: has a name that says nothing", source.path));
    }
    found
}
