//! How containerd is started, and when it is taken as ready.

use std::os::unix::net::UnixStream;
use std::thread;
use std::time::{Duration, Instant};

use crate::ctr::SOCKET;
use crate::error::Error;

const LIMIT: Duration = Duration::from_secs(60);
const INTERVAL: Duration = Duration::from_millis(2);

pub fn command() -> Vec<String> {
    ["/usr/local/bin/containerd", "--config", "/etc/containerd/config.toml"]
        .map(str::to_owned)
        .to_vec()
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
                last_seen: error.to_string(),
            });
        }
        thread::sleep(INTERVAL);
    }
}
