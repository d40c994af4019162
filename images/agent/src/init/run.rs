//! Ties boot and shutdown to the signals: SIGTERM must be heard from the first moment on.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread;

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use super::services::Services;
use super::{boot, shutdown};
use crate::error::{Error, Failure};
use crate::log;
use crate::process::Reaper;

/// systemd's number for "halt": SIGRTMIN+3, where glibc's SIGRTMIN is 34. Some engines send it to a node's process 1.
const SIGRTMIN_3: i32 = 37;

enum Event {
    Booted,
    BootFailed(Failure),
    StopAsked,
}

/// Boots the node and stays until it is asked to stop. An error means that the boot failed.
pub fn run() -> Result<(), Failure> {
    log::start();
    let (reaper, mut signals) = prepare().map_err(|source| Failure {
        what: "prepare process 1",
        hint: "the machine may be out of threads or file descriptors; see `docker info` and `ulimit -a`",
        source: Error::file("listen for signals in", Path::new("/proc/self"))(source),
    })?;
    let services = Arc::new(Services::default());
    let (events, received) = channel();

    let asked = events.clone();
    thread::spawn(move || {
        for _ in signals.forever() {
            // Nobody listens any more once the node stops.
            let _ = asked.send(Event::StopAsked);
        }
    });
    let (booting, boot_reaper) = (Arc::clone(&services), Arc::clone(&reaper));
    thread::spawn(move || {
        let event = match boot::boot(&boot_reaper, &booting) {
            Ok(()) => Event::Booted,
            Err(failure) => Event::BootFailed(failure),
        };
        let _ = events.send(event);
    });

    loop {
        match received.recv() {
            Ok(Event::Booted) => log::line("the node is up: containerd and kubelet are running"),
            Ok(Event::BootFailed(failure)) => {
                shutdown::shutdown(&services);
                return Err(failure);
            }
            Ok(Event::StopAsked) | Err(_) => {
                shutdown::shutdown(&services);
                return Ok(());
            }
        }
    }
}

fn prepare() -> io::Result<(Arc<Reaper>, Signals)> {
    let signals = Signals::new([SIGTERM, SIGINT, SIGRTMIN_3])?;
    Ok((Reaper::start()?, signals))
}
