//! How long a watch that failed waits before it begins anew.

use std::time::Duration;

use kube::runtime::utils::Backoff;

/// The default backs off to half a minute; a local API server that restarts is back sooner.
pub struct EverySecond;

impl Iterator for EverySecond {
    type Item = Duration;

    fn next(&mut self) -> Option<Duration> {
        Some(Duration::from_secs(1))
    }
}

impl Backoff for EverySecond {
    fn reset(&mut self) {}
}
