//! Makes the container's mounts fit for pods: / shared, /sys and the cgroup file systems writable.

use std::path::Path;

use rustix::mount::{MountFlags, MountPropagationFlags, mount_change, mount_remount};

use super::mount_table::{self, Mount};
use crate::error::Error;
use crate::files;

/// Volumes that kubelet mounts must reach pods (and theirs the node), so all mounts are shared, as on a machine with
/// systemd. The engine mounts /sys and the cgroups read-only for a container without `--privileged`.
pub fn prepare() -> Result<(), Error> {
    let shared = MountPropagationFlags::SHARED | MountPropagationFlags::REC;
    mount_change("/", shared).map_err(Error::call("share the mounts below", "/"))?;
    for mount in mount_table::parse(&files::read("/proc/self/mountinfo")?) {
        if mount.path == Path::new("/sys") || mount.path.starts_with("/sys/fs/cgroup") {
            make_writable(&mount)?;
        }
    }
    Ok(())
}

fn make_writable(mount: &Mount) -> Result<(), Error> {
    if mount.has("ro") {
        mount_remount(&mount.path, MountFlags::BIND | kept_flags(mount), "")
            .map_err(Error::call("remount read-write", &mount.path))?;
    }
    if mount.is_superblock_read_only() {
        mount_remount(&mount.path, kept_flags(mount), "")
            .map_err(Error::call("make the file system writable at", &mount.path))?;
    }
    Ok(())
}

/// The flags to repeat in a remount: one that leaves them out would clear them.
fn kept_flags(mount: &Mount) -> MountFlags {
    [
        ("nosuid", MountFlags::NOSUID),
        ("nodev", MountFlags::NODEV),
        ("noexec", MountFlags::NOEXEC),
        ("relatime", MountFlags::RELATIME),
        ("noatime", MountFlags::NOATIME),
    ]
    .into_iter()
    .filter(|(name, _)| mount.has(name))
    .fold(MountFlags::empty(), |flags, (_, flag)| flags | flag)
}
