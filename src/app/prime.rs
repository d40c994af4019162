//! What a load of whole images leaves to be done: the cluster's registry gets to know them, so that later only their
//! changed layers move.

use std::process::{Command, Stdio};

use crate::image::transfer::{Loaded, Way};

/// Images that came to nodes whole.
#[derive(Debug, Default)]
pub struct Unprimed(Vec<String>);

impl Unprimed {
    /// Takes in what a load did.
    pub fn add(&mut self, loaded: &Loaded) {
        if matches!(loaded.way, Way::Whole) && !loaded.sent_to.is_empty() {
            self.0.extend(loaded.images.iter().map(|image| image.reference.short().to_owned()));
        }
    }

    /// Has them sent to the registry by a process of its own: the engine compresses them, which takes longer than their
    /// load, and nobody waits for it. For the same reason it is to begin when nothing else is under way. Where that process
    /// ends early, the next load is slower and nothing else.
    pub fn prime_later(&mut self, cluster: &str) {
        let names = std::mem::take(&mut self.0);
        let Ok(program) = std::env::current_exe() else { return };
        if names.is_empty() {
            return;
        }
        let mut command = Command::new(program);
        command.args(["--quiet", "--name", cluster, "image", "prime"]).args(names);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        detach(&mut command);
        // Without it later loads are slower.
        let _ = command.spawn();
    }
}

/// Ctrl-C at the terminal is not meant for it.
#[cfg(unix)]
fn detach(command: &mut Command) {
    std::os::unix::process::CommandExt::process_group(command, 0);
}

#[cfg(not(unix))]
fn detach(_: &mut Command) {}
