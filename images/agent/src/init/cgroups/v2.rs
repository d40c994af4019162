//! cgroup v2: one hierarchy, whose controllers are enabled from the root down to kubelet's cgroup.

use std::fs;
use std::path::Path;

use super::KUBELET;
use crate::error::Error;
use crate::{files, log};

const ROOT: &str = "/sys/fs/cgroup";
/// The cgroup of the node's own daemons.
const INIT: &str = "init";

pub fn prepare() -> Result<(), Error> {
    let root = Path::new(ROOT);
    leave_root(root)?;
    let controllers = files::read(root.join("cgroup.controllers"))?;
    enable(root, &controllers);
    let kubelet = root.join(KUBELET);
    files::make_folder(&kubelet)?;
    enable(&kubelet, &files::read(kubelet.join("cgroup.controllers"))?);
    Ok(())
}

/// A cgroup with processes of its own can't enable controllers for its children ("no internal processes").
fn leave_root(root: &Path) -> Result<(), Error> {
    let init = root.join(INIT);
    files::make_folder(&init)?;
    let members = files::read(root.join("cgroup.procs"))?;
    // 0 stands for processes that this namespace does not see, which can't be moved from here.
    for pid in members.lines().filter(|pid| *pid != "0") {
        let moved = fs::write(init.join("cgroup.procs"), pid);
        // Others (of `docker exec`) may have ended meanwhile; process 1 must move.
        if pid == "1" {
            moved.map_err(Error::file("move process 1 into", &init))?;
        }
    }
    Ok(())
}

/// One write a controller: a single write of all fails as a whole where one can't be enabled. Kubelet names those that
/// it misses.
fn enable(cgroup: &Path, controllers: &str) {
    for controller in controllers.split_whitespace() {
        if let Err(error) = fs::write(cgroup.join("cgroup.subtree_control"), format!("+{controller}")) {
            log::line(&format!("cgroup controller {controller} stays off below {}: {error}", cgroup.display()));
        }
    }
}
