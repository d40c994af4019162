//! A running container as its node sees it: its first process, and the way into its mounts.

use std::fs::File;
use std::os::fd::AsFd;
use std::path::{Path, PathBuf};

use rustix::process::Pid;
use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};

use crate::error::Error;
use crate::{files, supervise};

/// Where containerd's shims keep what they know of kubelet's containers.
const TASKS: &str = "/run/containerd/io.containerd.runtime.v2.task/k8s.io";

/// A container that runs.
#[derive(Debug)]
pub struct Container {
    /// Its first process, in the node's PID namespace.
    pub pid: Pid,
    pub is_supervised: bool,
    mounts: File,
}

/// Finds a container by containerd's id; `None` where it does not run. All of a request's are found before the first is
/// entered: the node's /proc is out of sight then.
pub fn find(id: &str) -> Result<Option<Container>, Error> {
    // An id is a folder's name here.
    if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(Error::Unfit(format!("`{id}` is no container's id")));
    }
    let Ok(text) = files::read(Path::new(TASKS).join(id).join("init.pid")) else { return Ok(None) };
    let Some(pid) = text.trim().parse().ok().and_then(Pid::from_raw) else { return Ok(None) };
    let process = PathBuf::from(format!("/proc/{}", pid.as_raw_nonzero()));
    // The number may be another process's by now.
    let is_its_own = files::read(process.join("cgroup")).is_ok_and(|cgroups| cgroups.contains(id));
    if !is_its_own {
        return Ok(None);
    }
    let Ok(mounts) = File::open(process.join("ns/mnt")) else { return Ok(None) };
    let is_supervised = files::read(process.join("cmdline")).is_ok_and(|words| supervise::is_command(&words));
    Ok(Some(Container { pid, is_supervised, mounts }))
}

impl Container {
    /// Moves this process into the container's mounts: paths are the container's from now on, volumes and all, and no
    /// symbolic link leads out. Needs a process without other threads.
    pub fn enter(&self) -> Result<(), Error> {
        move_into_link_name_space(self.mounts.as_fd(), Some(LinkNameSpaceType::Mount))
            .map_err(Error::call("enter the mounts of the container with the root", "/"))
    }
}
