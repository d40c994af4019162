//! How much of a unit is used: nothing computes on it, so what its containers' processes use of the node stands for it.
//!
//! A process has a unit where it sees the unit's folder: that is so on the node and inside of the container.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use super::folders::FOLDER;
use crate::files;

/// Of the kernel's clock for processes, on all architectures.
const TICKS_A_SECOND: f64 = 100.0;

/// Processes that have units, at one moment.
#[derive(Debug)]
pub struct Sample {
    at: Instant,
    processes: BTreeMap<u32, Process>,
}

/// A process that has units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Process {
    pub name: String,
    /// That is in memory.
    pub memory_kib: u64,
    /// Of CPU, since its start.
    ticks: u64,
    units: Vec<String>,
}

/// What is used of one unit.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Usage {
    /// Of one CPU, from 0 to 1.
    pub share: f64,
    /// At most what the unit has.
    pub memory_mib: u64,
    /// With their memory in MiB.
    pub processes: Vec<(u32, String, u64)>,
}

impl Sample {
    /// The processes that are seen from here, this one aside.
    pub fn take() -> Self {
        let own = std::process::id();
        let entries = files::list("/proc").unwrap_or_default();
        let number = |path: &Path| path.file_name()?.to_str()?.parse::<u32>().ok();
        let processes = entries.iter().filter_map(|path| Some((number(path)?, path)));
        // Those that end meanwhile are left out.
        let processes = processes.filter(|(pid, _)| *pid != own).filter_map(|(pid, path)| Some((pid, look(path)?)));
        Self { at: Instant::now(), processes: processes.collect() }
    }

    /// What was used of a unit between an earlier sample and this one.
    pub fn usage_since(&self, earlier: &Self, uuid: &str, memory_mib: u64) -> Usage {
        let seconds = self.at.duration_since(earlier.at).as_secs_f64().max(0.001);
        let mut usage = Usage::default();
        for (pid, process) in self.processes.iter().filter(|(_, process)| process.units.iter().any(|id| id == uuid)) {
            // What uses several units uses a part of each.
            #[expect(clippy::cast_precision_loss, reason = "a handful of units")]
            let part = 1.0 / process.units.len() as f64;
            let before = earlier.processes.get(pid).map_or(process.ticks, |before| before.ticks);
            let ticks = u32::try_from(process.ticks.saturating_sub(before)).unwrap_or(u32::MAX);
            usage.share += f64::from(ticks) / TICKS_A_SECOND / seconds * part;
            let memory = process.memory_kib / 1024 / process.units.len() as u64;
            usage.processes.push((*pid, process.name.clone(), memory));
        }
        let memory: u64 = usage.processes.iter().map(|(_, _, memory)| memory).sum();
        Usage { share: usage.share.min(1.0), memory_mib: memory.min(memory_mib), ..usage }
    }
}

/// `None` for a process without units.
fn look(path: &Path) -> Option<Process> {
    let read = |name: &str| files::read(path.join(name)).ok();
    let units = units(&read("mountinfo")?);
    if units.is_empty() {
        return None;
    }
    let command = read("cmdline").unwrap_or_default();
    let (kernel_name, memory_kib) = name_and_memory(&read("status")?);
    let name = command.split('\0').next().filter(|word| !word.is_empty()).map_or(kernel_name, str::to_owned);
    Some(Process { name, memory_kib, ticks: ticks(&read("stat")?)?, units })
}

/// The units whose folders are mounted, of a table as in proc_pid_mountinfo(5).
fn units(mounts: &str) -> Vec<String> {
    let target = |line: &str| line.split(' ').nth(4).map(str::to_owned);
    let unit = |path: String| path.strip_prefix(FOLDER)?.strip_prefix('/').map(str::to_owned);
    mounts.lines().filter(|line| line.contains(FOLDER)).filter_map(target).filter_map(unit).collect()
}

/// The name, and the memory in KiB, of a text as in proc_pid_status(5).
fn name_and_memory(status: &str) -> (String, u64) {
    let field = |name: &str| status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().trim();
    let memory = field("VmRSS:").split(' ').next().and_then(|number| number.parse().ok());
    (field("Name:").to_owned(), memory.unwrap_or_default())
}

/// CPU that was used, of a text as in proc_pid_stat(5). The name in it may have spaces and parentheses.
fn ticks(stat: &str) -> Option<u64> {
    let (_, rest) = stat.rsplit_once(')')?;
    let mut fields = rest.split_whitespace().skip(11);
    let (user, system): (u64, u64) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    Some(user + system)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn texts_of_the_kernel_are_read() {
        let mounts = "22 1 0:20 / / rw - overlay overlay rw\n\
            901 880 0:23 /devcluster/gpus/GPU-a /run/devcluster/gpus/GPU-a ro,nosuid - tmpfs tmpfs rw\n\
            902 880 0:99 /usr/local/bin/devcluster-agent /usr/bin/nvidia-smi ro - overlay overlay rw\n";
        assert_eq!(units(mounts), ["GPU-a"]);
        assert_eq!(units("22 1 0:20 / / rw - overlay overlay rw\n"), [""; 0]);
        let status = "Name:\tpython\nUmask:\t0022\nVmRSS:\t   20480 kB\nThreads:\t1\n";
        assert_eq!(name_and_memory(status), ("python".to_owned(), 20480));
        assert_eq!(name_and_memory("Name:\tkthreadd\n"), ("kthreadd".to_owned(), 0));
        assert_eq!(ticks("7 (a (b) c) S 1 7 7 0 -1 4194560 100 0 0 0 25 5 0 0 20 0 1 0"), Some(30));
    }

    fn sample(at: Instant, processes: &[(u32, u64, &[&str])]) -> Sample {
        let process = |(pid, ticks, units): &(u32, u64, &[&str])| {
            let units = units.iter().map(ToString::to_string).collect();
            (*pid, Process { name: "python".into(), memory_kib: 2 << 20, ticks: *ticks, units })
        };
        Sample { at, processes: processes.iter().map(process).collect() }
    }

    #[test]
    fn use_of_cpu_and_memory_stands_for_use_of_the_unit() {
        let begun = Instant::now();
        let before = sample(begun, &[(1, 100, &["GPU-a"]), (2, 0, &["GPU-b", "GPU-c"])]);
        let later = begun + Duration::from_secs(1);
        let after = sample(later, &[(1, 150, &["GPU-a"]), (2, 80, &["GPU-b", "GPU-c"]), (3, 90, &["GPU-a"])]);
        let usage = |uuid: &str| after.usage_since(&before, uuid, 3000);
        assert_eq!((usage("GPU-a").share, usage("GPU-a").memory_mib), (0.5, 3000), "a new process counts from now on");
        assert_eq!((usage("GPU-b").share, usage("GPU-b").memory_mib), (0.4, 1024));
        assert_eq!(usage("GPU-d"), Usage::default());
    }
}
