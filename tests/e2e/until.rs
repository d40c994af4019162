//! Waiting for something with a deadline.

use std::time::{Duration, Instant};

const INTERVAL: Duration = Duration::from_millis(50);

/// Asks `answer` until it gives something; a panic that names `what` where it does not within `limit`.
#[track_caller]
pub fn until<T>(what: &str, limit: Duration, mut answer: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + limit;
    loop {
        if let Some(value) = answer() {
            return value;
        }
        assert!(Instant::now() < deadline, "waited {limit:?} in vain until {what}");
        std::thread::sleep(INTERVAL);
    }
}
