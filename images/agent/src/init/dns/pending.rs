//! Queries that wait for their answers: which client asked, and with which ID.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// Clients ask anew before this; later answers have nobody to go to.
const LIFETIME: Duration = Duration::from_secs(10);
/// From here on, entries that are out of date are looked for.
const MANY: usize = 1024;

#[derive(Debug, Default)]
pub struct Pending {
    queries: HashMap<u16, Query>,
}

#[derive(Debug)]
struct Query {
    client: SocketAddr,
    id: u16,
    since: Instant,
}

impl Pending {
    /// Keeps a client's query under a proposed ID of ours; false where that ID is taken.
    pub fn insert(&mut self, ours: u16, client: SocketAddr, id: u16, now: Instant) -> bool {
        if self.queries.len() >= MANY {
            self.queries.retain(|_, query| now.duration_since(query.since) < LIFETIME);
        }
        if self.queries.contains_key(&ours) {
            return false;
        }
        self.queries.insert(ours, Query { client, id, since: now });
        true
    }

    /// Takes out who asked: the client and its own ID.
    pub fn take(&mut self, ours: u16) -> Option<(SocketAddr, u16)> {
        self.queries.remove(&ours).map(|query| (query.client, query.id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gives_an_answer_to_the_one_who_asked_once() {
        let (client, now) = (SocketAddr::from(([10, 0, 0, 1], 4000)), Instant::now());
        let mut pending = Pending::default();
        assert!(pending.insert(7, client, 42, now));
        assert!(!pending.insert(7, client, 43, now));
        assert_eq!(pending.take(7), Some((client, 42)));
        assert_eq!(pending.take(7), None);
    }

    #[test]
    fn forgets_what_nobody_answered() {
        let (client, now) = (SocketAddr::from(([10, 0, 0, 1], 4000)), Instant::now());
        let mut pending = Pending::default();
        for id in 0..1024 {
            assert!(pending.insert(id, client, id, now));
        }
        assert!(pending.insert(2000, client, 1, now + LIFETIME));
        assert_eq!(pending.queries.len(), 1);
    }
}
