//! Who holds a cluster's lock, and whether he still lives.

use std::fmt::{Display, Formatter};
use std::fs;

use rustix::process::{Pid, test_kill_process};
use serde::{Deserialize, Serialize};

/// A process that holds a lock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    host: String,
    /// Changes with each boot of the host; empty where the host has no such thing.
    boot: String,
    /// Tells apart containers on one host, whose processes have numbers of their own; empty where there are none.
    namespace: String,
    process: i32,
    /// When the process began, in the host's own measure: numbers of processes are given out again.
    began: Option<String>,
}

/// Whether a holder lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Alive,
    Dead,
    /// He is on another host, or in another container.
    Unknown,
}

impl Holder {
    /// The process that asks.
    pub fn this_process() -> Self {
        let text = |path| fs::read_to_string(path).unwrap_or_default().trim().to_owned();
        let name = rustix::system::uname().nodename().to_string_lossy().into_owned();
        let process = rustix::process::getpid().as_raw_nonzero().get();
        Self {
            host: format!("{name} {}", text("/etc/machine-id")),
            boot: text("/proc/sys/kernel/random/boot_id"),
            namespace: fs::read_link("/proc/self/ns/pid").map(|link| link.display().to_string()).unwrap_or_default(),
            process,
            began: began(process),
        }
    }

    /// As it stands in a label.
    pub fn to_label(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads a label.
    pub fn of_label(label: &str) -> Option<Self> {
        serde_json::from_str(label).ok()
    }

    /// Whether this holder lives, as far as `observer`, a process of this host, can tell.
    pub fn verdict(&self, observer: &Self) -> Verdict {
        if self.host != observer.host {
            return Verdict::Unknown;
        }
        if self.boot != observer.boot {
            return Verdict::Dead;
        }
        if self.namespace != observer.namespace {
            return Verdict::Unknown;
        }
        let exists =
            Pid::from_raw(self.process).is_some_and(|pid| test_kill_process(pid) != Err(rustix::io::Errno::SRCH));
        if exists && began(self.process).is_none_or(|now| Some(now) == self.began) {
            Verdict::Alive
        } else {
            Verdict::Dead
        }
    }
}

impl Display for Holder {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        let host = self.host.split(' ').next().unwrap_or_default();
        write!(formatter, "devcluster, process {} on {host}", self.process)
    }
}

/// The 22nd field of /proc/PID/stat (proc_pid_stat(5)), in clock ticks since boot.
fn began(process: i32) -> Option<String> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The second field is the program's name in parentheses, and may hold spaces.
    let (_, fields) = stat.rsplit_once(") ")?;
    fields.split(' ').nth(19).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_lives_is_told_from_who_does_not() {
        let own = Holder::this_process();
        assert_eq!(Holder::of_label(&own.to_label()).unwrap(), own);
        assert_eq!(own.verdict(&own), Verdict::Alive);
        let ended = Holder { began: Some("1".into()), ..own.clone() };
        assert_eq!(ended.verdict(&own), Verdict::Dead);
        let never = Holder { process: i32::MAX, ..own.clone() };
        assert_eq!(never.verdict(&own), Verdict::Dead);
        let before_boot = Holder { boot: "other".into(), ..own.clone() };
        assert_eq!(before_boot.verdict(&own), Verdict::Dead);
        let elsewhere = Holder { host: "elsewhere".into(), boot: "other".into(), ..own.clone() };
        assert_eq!(elsewhere.verdict(&own), Verdict::Unknown);
        let contained = Holder { namespace: "pid:[1]".into(), ..own.clone() };
        assert_eq!(contained.verdict(&own), Verdict::Unknown);
    }
}
