//! The processes of pods, as /proc tells of them.

use std::fs;

use rustix::process::Pid;

use crate::files;

const SIGTERM_BIT: u64 = 1 << (15 - 1);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Process {
    pub pid: Pid,
    pub parent: i32,
    pub name: String,
    /// The UID of its pod.
    pub pod: Option<String>,
    /// SIGTERM does nothing to it: it is process 1 of its container, for which the kernel drops signals without a
    /// handler.
    pub is_deaf: bool,
}

impl Process {
    /// Static pods have a hash as UID, others a UUID with dashes.
    pub fn is_of_static_pod(&self) -> bool {
        self.pod.as_ref().is_some_and(|uid| !uid.contains('-'))
    }
}

/// All processes that this PID namespace sees. One that ends while it is looked at is left out, zombies too.
pub fn read() -> Vec<Process> {
    files::list("/proc")
        .unwrap_or_default()
        .iter()
        .filter_map(|folder| {
            let pid = Pid::from_raw(folder.file_name()?.to_str()?.parse().ok()?)?;
            let status = fs::read_to_string(folder.join("status")).ok()?;
            let cgroups = fs::read_to_string(folder.join("cgroup")).ok()?;
            parse(pid, &status, &cgroups)
        })
        .collect()
}

fn parse(pid: Pid, status: &str, cgroups: &str) -> Option<Process> {
    let field = |name: &str| status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')).map(str::trim);
    if field("State")?.starts_with('Z') {
        return None;
    }
    let mask = |name| field(name).and_then(|mask| u64::from_str_radix(mask, 16).ok()).unwrap_or(0);
    // A blocked signal is kept for a process that reads it by signalfd or sigwait.
    let heeds_term = (mask("SigCgt") | mask("SigBlk")) & SIGTERM_BIT != 0;
    let namespaces: Vec<&str> = field("NSpid").unwrap_or_default().split_whitespace().collect();
    let is_first = namespaces.len() > 1 && namespaces.last() == Some(&"1");
    Some(Process {
        pid,
        parent: field("PPid")?.parse().ok()?,
        name: field("Name")?.to_owned(),
        pod: pod_uid(cgroups),
        is_deaf: is_first && !heeds_term,
    })
}

/// The pod in a line such as `9:memory:/kubelet/burstable/podUID/CONTAINER` of /proc/PID/cgroup.
fn pod_uid(cgroups: &str) -> Option<String> {
    cgroups.lines().find_map(|line| {
        let path = line.splitn(3, ':').nth(2)?;
        path.split_once("/kubelet/")?.1.split('/').find_map(|part| part.strip_prefix("pod")).map(str::to_owned)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(namespaces: &str, caught: &str, blocked: &str) -> String {
        format!(
            "Name:\tsleep\nState:\tS (sleeping)\nPPid:\t40\nNSpid:\t{namespaces}\nSigBlk:\t{blocked}\nSigCgt:\t{caught}\n"
        )
    }

    fn process(status: &str) -> Process {
        parse(Pid::from_raw(41).unwrap(), status, "0::/kubelet/besteffort/pod1-2/c\n").unwrap()
    }

    #[test]
    fn reads_the_pod_from_cgroups_v1_and_v2() {
        let v1 = "3:cpuset:/kubelet/besteffort/pod0a1b-2c/9f\n2:name=systemd:/\n";
        assert_eq!(pod_uid(v1), Some("0a1b-2c".into()));
        assert_eq!(pod_uid("0::/kubelet/burstable/pod5d41402a/9f\n"), Some("5d41402a".into()));
        assert_eq!(pod_uid("0::/init\n"), None);
    }

    #[test]
    fn tells_static_pods_by_their_uid() {
        let of = |cgroup: &str| parse(Pid::from_raw(41).unwrap(), &status("41 1", "4000", "0"), cgroup).unwrap();
        assert!(of("0::/kubelet/burstable/pod5d41402a/9f").is_of_static_pod());
        assert!(!of("0::/kubelet/burstable/pod0a1b-2c/9f").is_of_static_pod());
        assert!(!of("0::/init").is_of_static_pod());
    }

    #[test]
    fn knows_who_is_deaf_to_sigterm() {
        assert!(process(&status("41\t1", "0000000000000000", "0000000000000000")).is_deaf);
        assert!(!process(&status("41\t1", "0000000000004000", "0000000000000000")).is_deaf);
        assert!(!process(&status("41\t1", "0000000000000000", "0000000000004000")).is_deaf);
        // Not the first of a namespace: the default action ends it.
        assert!(!process(&status("41\t7", "0000000000000000", "0000000000000000")).is_deaf);
        assert!(!process(&status("41", "0000000000000000", "0000000000000000")).is_deaf);
    }

    #[test]
    fn leaves_out_zombies() {
        let zombie = "Name:\tsleep\nState:\tZ (zombie)\nPPid:\t40\n";
        assert_eq!(parse(Pid::from_raw(41).unwrap(), zombie, ""), None);
    }
}
