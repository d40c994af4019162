//! Finds out whether containers can be mounted right on the baked snapshots.

use std::ffi::CString;
use std::path::Path;

use rustix::mount::{MountFlags, UnmountFlags, mount, unmount};

use crate::error::Error;
use crate::{files, log};

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
    // userxattr is what containerd falls back to in a user namespace.
    let stacks = ["", ",userxattr"].into_iter().any(|option| {
        let data =
            format!("lowerdir={},upperdir={},workdir={}{option}", lower.display(), upper.display(), work.display());
        try_mount(&data, &merged)
    });
    files::remove_folder(&trial)?;
    Ok(stacks)
}

fn try_mount(data: &str, merged: &Path) -> bool {
    let Ok(options) = CString::new(data) else {
        return false;
    };
    match mount("overlay", merged, "overlay", MountFlags::empty(), options.as_c_str()) {
        // A lazy unmount can't fail for being busy, and nobody else sees this mount.
        Ok(()) => unmount(merged, UnmountFlags::DETACH).is_ok(),
        Err(errno) => {
            log::line(&format!("overlay can't be mounted on the baked snapshots ({data}): {errno}"));
            false
        }
    }
}
