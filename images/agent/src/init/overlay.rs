//! Finds out whether containers can be mounted right on the baked snapshots.

use std::ffi::CString;
use std::path::Path;

use rustix::io::Errno;
use rustix::mount::{MountFlags, UnmountFlags, mount, unmount};

use crate::error::Error;
use crate::{files, log};

/// Tried in turn. `volatile` (Linux 5.10) spares the unmount a sync of the whole volume; `userxattr` is what containerd
/// takes in a user namespace.
const OPTIONS: [&str; 3] = [",volatile", "", ",userxattr"];

/// Mounts an overlay as containerd would for a container: `lower` is a baked snapshot, the rest lies in `volume`.
///
/// The kernel stacks overlay mounts two deep. The node's root is the first; where the engine itself runs in a container
/// on overlay (CI does that), it is the second already, and a third is refused.
pub fn can_stack(lower: &Path, volume: &Path) -> Result<bool, Error> {
    let trial = volume.join("devcluster-overlay-trial");
    files::remove_folder(&trial)?;
    let (upper, work, merged) = (trial.join("upper"), trial.join("work"), trial.join("merged"));
    for folder in [&upper, &work, &merged] {
        files::make_folder(folder)?;
    }
    let folders = format!("lowerdir={},upperdir={},workdir={}", lower.display(), upper.display(), work.display());
    let mut refusal = None;
    let stacks = OPTIONS.into_iter().any(|options| match try_mount(&format!("{folders}{options}"), &merged) {
        Ok(()) => true,
        Err(errno) => {
            refusal = Some(errno);
            false
        }
    });
    if let (false, Some(errno)) = (stacks, refusal) {
        log::line(&format!("overlay can't be mounted on the baked snapshots ({folders}): {errno}"));
    }
    files::remove_folder(&trial)?;
    Ok(stacks)
}

fn try_mount(data: &str, merged: &Path) -> Result<(), Errno> {
    let options = CString::new(data).map_err(|_| Errno::INVAL)?;
    mount("overlay", merged, "overlay", MountFlags::empty(), options.as_c_str())?;
    // A lazy unmount can't fail for being busy, and nobody else sees this mount.
    unmount(merged, UnmountFlags::DETACH)
}
