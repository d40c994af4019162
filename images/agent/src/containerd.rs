//! How containerd is started, and when it is taken as ready.

use std::fs;
use std::os::unix::net::UnixStream;
use std::thread;
use std::time::{Duration, Instant};

use crate::ctr::SOCKET;
use crate::error::Error;

/// Files here are imported by /etc/containerd/config.toml and change it.
pub const DROP_INS: &str = "/run/devcluster/containerd.d";

const LIMIT: Duration = Duration::from_mins(1);
const INTERVAL: Duration = Duration::from_millis(2);
const LOG: &str = "/var/log/containerd.log";

pub fn command() -> Vec<String> {
    ["/usr/local/bin/containerd", "--config", "/etc/containerd/config.toml"].map(str::to_owned).to_vec()
}

/// Returns when containerd's socket takes connections: kubelet ends at once where it finds nobody there.
pub fn wait() -> Result<(), Error> {
    let deadline = Instant::now() + LIMIT;
    loop {
        let Err(error) = UnixStream::connect(SOCKET) else {
            return Ok(());
        };
        if Instant::now() > deadline {
            return Err(Error::Deadline {
                awaited: format!("containerd behind `{SOCKET}`"),
                limit: LIMIT,
                last_seen: format!("{error}; containerd's last words: {}", last_words()),
            });
        }
        thread::sleep(INTERVAL);
    }
}

fn last_words() -> String {
    let log = fs::read_to_string(LOG).unwrap_or_default();
    log.lines().next_back().unwrap_or("none").to_owned()
}
