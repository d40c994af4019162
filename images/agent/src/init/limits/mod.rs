//! Shows a node of limited CPUs and memory as a machine of that size, to kubelet and to programs in pods: the engine's
//! limits alone leave /proc as it is on the host.

mod cpus;
mod meminfo;
mod pods;

use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use rustix::mount::mount_bind;

use super::node_config::NodeConfig;
use crate::error::Error;
use crate::process::Reaper;
use crate::{files, log};

/// Files that lie over those of the kernel.
const FOLDER: &str = "/run/devcluster/machine";
/// How often /proc/meminfo is made anew.
const INTERVAL: Duration = Duration::from_secs(2);

/// Puts the files in place, here and in all pods to come; containerd must not run yet.
pub fn show(node: &NodeConfig, reaper: &Reaper) -> Result<(), Error> {
    let mut covered = Vec::new();
    if let Some(limit) = node.memory {
        covered.push(cover("/proc/meminfo", &meminfo::text(limit)?)?);
        thread::spawn(move || keep_current(limit));
    }
    if node.milli_cpus.is_some() {
        let cpus = cpus::allowed(&files::read("/proc/self/status")?);
        covered.push(cover("/sys/devices/system/cpu/online", &format!("{cpus}\n"))?);
        covered.push(cover("/proc/cpuinfo", &cpus::cpuinfo(&files::read("/proc/cpuinfo")?, &cpus))?);
    }
    pods::cover_in_pods(&covered, reaper)
}

/// A file that lies over one of the kernel.
struct Covered {
    source: PathBuf,
    target: &'static str,
}

fn cover(target: &'static str, text: &str) -> Result<Covered, Error> {
    let source = Path::new(FOLDER).join(target.trim_start_matches('/').replace('/', "."));
    files::write(&source, text)?;
    mount_bind(&source, target).map_err(Error::call("mount a file over", target))?;
    Ok(Covered { source, target })
}

/// Writes in place, always the same number of bytes: pods have the very file mounted, and may read at any time.
fn keep_current(limit: u64) {
    let path = Path::new(FOLDER).join("proc.meminfo");
    loop {
        thread::sleep(INTERVAL);
        if let Err(error) = meminfo::text(limit).and_then(|text| files::overwrite(&path, &text)) {
            log::line(&format!("{} stays as it is: failed to {error}", path.display()));
            return;
        }
    }
}
