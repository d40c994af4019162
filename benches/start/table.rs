//! The tables of docs/benchmarks.md.

use std::fmt::Write;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::Round;
use crate::cluster::Measured;

pub const FILE: &str = "docs/benchmarks.md";
pub const BEGIN: &str = "<!-- bench: written by `just bench` -->";
pub const END: &str = "<!-- bench: end -->";

/// Medians of all rounds, and their ratio to the floor.
pub fn render(rounds: &[Round]) -> String {
    let floor = median(rounds.iter().map(|round| round.floor));
    let of = |what: fn(&Measured) -> Duration| median(rounds.iter().map(|round| what(&round.cluster)));
    let mut text = format!("{}; medians of {} rounds.\n\n", machine(), rounds.len());
    text += "| what | measured | ratio to the floor | reach |\n|---|---|---|---|\n";
    let mut row = |what: &str, took: Duration, reach: &str| {
        let ratio = took.as_secs_f64() / floor.as_secs_f64();
        let _ = writeln!(text, "| {what} | {} | {ratio:.2} | {reach} |", shown(took));
    };
    row("floor: bare etcd and kube-apiserver until /readyz", floor, "");
    row("`start`, 1 node, until every system pod is Ready", of(|life| life.ready), "");
    row("… and a pod resolved kubernetes.default", of(|life| life.resolves), "≤ 2.0 × the floor");
    let three = of(|life| life.three_resolve);
    row("`start`, 3 nodes, same", three, "≤ 1.15 × one node");
    row("`stop`", of(|life| life.stop), "");
    row("`start` after `stop`", of(|life| life.resume), "≤ `start`");
    row("`start` after `stop`, 3 nodes", of(|life| life.three_resume), "≤ `start` of one node");
    row("`node add`, until Ready", of(|life| life.node_add), "≤ 4 s");
    row("`start`, 3 control planes", of(|life| life.three_control_planes), "");
    row("writes again after the kill of etcd's leader, of 3", of(|life| life.recovery), "≈ 5 s");
    row("`delete`, 1 node", of(|life| life.delete), "");
    row("`delete`, 3 nodes", of(|life| life.three_delete), "≤ 1.5 s");
    row("`status`", of(|life| life.status), "≤ 60 ms");
    row("`--help`", of(|life| life.help), "≤ 10 ms");
    let ratio = three.as_secs_f64() / of(|life| life.resolves).as_secs_f64();
    let _ = writeln!(text, "| 3 nodes to 1 node | | {ratio:.2} × one node | ≤ 1.15 × one node |");
    for (index, (what, reach)) in [("idle control plane", 400), ("idle worker", 90)].into_iter().enumerate() {
        let mut bytes: Vec<_> = rounds.iter().map(|round| round.cluster.memory[index]).collect();
        bytes.sort_unstable();
        let _ = writeln!(text, "| {what} | {} MiB | | ≤ {reach} MiB |", bytes[bytes.len() / 2] >> 20);
    }
    if let Some(bytes) = node_image_size() {
        let _ = writeln!(text, "| node image, uncompressed | {} MB | | ≤ 450 MB |", bytes / 1_000_000);
    }

    // Steps may run at the same time, so their times need not add up; the end tells where on the way it was.
    text += "\n| step of `start` | took | ended at |\n|---|---|---|\n";
    for phase in phases(rounds) {
        let _ = writeln!(text, "| {} | {} | {} |", phase.0, shown(phase.1), shown(phase.2));
    }
    text
}

/// Step, how long it took, when it ended; in the order of the first round.
fn phases(rounds: &[Round]) -> Vec<(String, Duration, Duration)> {
    let first = rounds.first().map(|round| round.cluster.phases.as_slice()).unwrap_or_default();
    let all = || rounds.iter().flat_map(|round| &round.cluster.phases);
    let medians = first.iter().map(|phase| {
        let same = || all().filter(|other| other.step == phase.step);
        (phase.step.clone(), median(same().map(|phase| phase.took)), median(same().map(|phase| phase.ended)))
    });
    medians.collect()
}

fn median(times: impl Iterator<Item = Duration>) -> Duration {
    let mut times: Vec<_> = times.collect();
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn shown(time: Duration) -> String {
    if time < Duration::from_secs(1) {
        format!("{} ms", time.as_millis())
    } else {
        format!("{:.2} s", time.as_secs_f64())
    }
}

/// What matters of the machine: cores, cgroup version, engine.
fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let cgroup = if Path::new("/sys/fs/cgroup/cgroup.controllers").exists() { "v2" } else { "v1" };
    let engine = docker(&["version", "--format", "{{.Server.Version}}"]).unwrap_or_else(|| "unknown".to_owned());
    format!("{cores} cores, cgroup {cgroup}, Docker {engine}")
}

fn node_image_size() -> Option<u64> {
    let images = docker(&["images", "--filter", "reference=devcluster/node", "--quiet"])?;
    docker(&["image", "inspect", "--format", "{{.Size}}", images.lines().next()?])?.parse().ok()
}

fn docker(arguments: &[&str]) -> Option<String> {
    let output = Command::new("docker").args(arguments).output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8(output.stdout).ok()?.trim().to_owned()).filter(|text| !text.is_empty())
}
