//! Stops a group of pods: SIGTERM, a bounded wait, SIGKILL.

use std::collections::HashSet;
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use super::process_table::{self, Process};
use crate::log;

const INTERVAL: Duration = Duration::from_millis(15);
/// The process that holds a pod's namespaces; it must outlive the pod's containers.
const PAUSE: &str = "pause";

/// Stops the pods' processes that `is_meant` picks; it is also told the UIDs of the pods in which etcd runs.
pub fn stop_pods(group: &str, patience: Duration, is_meant: impl Fn(&Process, &HashSet<String>) -> bool) {
    let start = Instant::now();
    let table = process_table::read();
    let etcd = etcd_pods(&table);
    let wanted = |process: &Process| process.pod.is_some() && process.name != PAUSE && is_meant(process, &etcd);
    let first: Vec<&Process> = table.iter().filter(|process| wanted(process)).collect();
    if first.is_empty() {
        return;
    }
    let (total, names) = (first.len(), names(&first));
    ask_to_end(&first, &shims(&table));
    loop {
        let left: Vec<Process> = process_table::read().into_iter().filter(&wanted).collect();
        if left.is_empty() {
            break;
        }
        if start.elapsed() > patience {
            let stubborn: Vec<&Process> = left.iter().collect();
            log::line(&format!("{group}: killed after {} s: {}", patience.as_secs(), self::names(&stubborn)));
            left.iter().for_each(|process| send(process.pid, Signal::KILL));
            break;
        }
        thread::sleep(INTERVAL);
    }
    log::line(&format!("{group}: {total} processes stopped in {} ({names})", log::milliseconds(start.elapsed())));
}

/// As Kubernetes does, only the first process of each container gets SIGTERM: it is the one that its shim started.
fn ask_to_end(processes: &[&Process], shims: &HashSet<i32>) {
    for process in processes.iter().filter(|process| shims.contains(&process.parent)) {
        send(process.pid, if process.is_deaf { Signal::KILL } else { Signal::TERM });
    }
}

fn shims(table: &[Process]) -> HashSet<i32> {
    table
        .iter()
        // The kernel cuts names after 15 characters.
        .filter(|process| process.name == "containerd-shim")
        .map(|process| process.pid.as_raw_nonzero().get())
        .collect()
}

fn etcd_pods(table: &[Process]) -> HashSet<String> {
    table
        .iter()
        .filter(|process| process.name == "etcd" && process.is_of_static_pod())
        .filter_map(|process| process.pod.clone())
        .collect()
}

fn send(pid: Pid, signal: Signal) {
    // The process may just have ended, which is what is wanted.
    let _ = kill_process(pid, signal);
}

fn names(processes: &[&Process]) -> String {
    let mut names: Vec<&str> = processes.iter().map(|process| process.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    names.join(", ")
}
