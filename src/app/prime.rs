//! What a load of whole images leaves to be done: the cluster's registry gets to know them, so that later only their
//! changed layers move.

use std::process::{Command, Stdio};

use crate::image::transfer::{Loaded, Way};

/// Has images sent to the registry by a process of its own: the engine compresses them, which takes longer than their
/// load, and nobody waits for it. Where that process ends early, the next load is slower and nothing else.
pub(super) fn prime_later(cluster: &str, loaded: &Loaded) {
    if !matches!(loaded.way, Way::Whole) || loaded.sent_to.is_empty() {
        return;
    }
    let Ok(program) = std::env::current_exe() else { return };
    let names = loaded.images.iter().map(|image| image.reference.short());
    let mut command = Command::new(program);
    command.args(["--quiet", "--name", cluster, "image", "prime"]).args(names);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    detach(&mut command);
    // Without it later loads are slower.
    let _ = command.spawn();
}

/// Ctrl-C at the terminal is not meant for it.
#[cfg(unix)]
fn detach(command: &mut Command) {
    std::os::unix::process::CommandExt::process_group(command, 0);
}

#[cfg(not(unix))]
fn detach(_: &mut Command) {}
