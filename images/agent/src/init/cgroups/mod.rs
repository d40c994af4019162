//! Makes the cgroup that kubelet puts pods into, which kubelet wants to find (its option `cgroupRoot`).

mod v1;
mod v2;

use super::mount_table;
use crate::error::Error;
use crate::files;

/// The name of kubelet's cgroup.
const KUBELET: &str = "kubelet";

pub fn prepare() -> Result<(), Error> {
    let mounts = mount_table::parse(&files::read("/proc/self/mountinfo")?);
    let hierarchies = v1::hierarchies(&mounts);
    if hierarchies.is_empty() { v2::prepare() } else { v1::prepare(&hierarchies) }
}
