//! Device nodes that the engine does not make: /dev/kmsg for kubelet's watch on out-of-memory kills, /dev/fuse for pods.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use rustix::fs::{CWD, FileType, Mode, makedev, mknodat};
use rustix::io::Errno;

use crate::error::Error;
use crate::log;

pub fn make() -> Result<(), Error> {
    if !make_node("/dev/kmsg", (1, 11), 0o644)? {
        // In a user namespace the kernel refuses new device nodes. Kubelet only needs something that it can open: with
        // nothing to read there it reports no out-of-memory kills as events, and goes on.
        symlink("/dev/null", "/dev/kmsg").map_err(Error::file("link", "/dev/kmsg"))?;
        log::line("/dev/kmsg can't be made here: events of out-of-memory kills will be missing");
    }
    if !make_node("/dev/fuse", (10, 229), 0o666)? {
        log::line("/dev/fuse can't be made here: pods can't mount FUSE file systems");
    }
    Ok(())
}

/// True where the node is there in the end, false where the kernel refuses to make it.
fn make_node(path: &str, (major, minor): (u32, u32), mode: u32) -> Result<bool, Error> {
    // A link to nowhere counts as there too.
    if fs::symlink_metadata(Path::new(path)).is_ok() {
        return Ok(true);
    }
    match mknodat(CWD, path, FileType::CharacterDevice, Mode::from_raw_mode(mode), makedev(major, minor)) {
        Ok(()) => Ok(true),
        Err(Errno::PERM) => Ok(false),
        Err(errno) => Err(Error::call("make the device", path)(errno)),
    }
}
