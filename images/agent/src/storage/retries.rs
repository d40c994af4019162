//! When what is to be done is done, and done again.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use super::plan::Todo;

/// The wait after the first failure; it doubles up to the longest.
const FIRST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(60);
/// After a success: until then the watches will have shown it, and it is no longer to be done.
const SETTLE: Duration = Duration::from_secs(5);
/// A refusal is an Event, and those are kept for an hour.
const REPEAT_REFUSAL: Duration = Duration::from_mins(15);

/// What is to be done with which object.
pub type Key = (&'static str, String);

#[derive(Debug, Default)]
pub struct Retries {
    entries: HashMap<Key, Entry>,
}

#[derive(Debug)]
struct Entry {
    /// None while it is being done.
    due: Option<Instant>,
    /// The last wait after a failure.
    waited: Option<Duration>,
}

impl Retries {
    /// Picks from all that is to be done what is to be begun now, and forgets what is no longer to be done.
    pub fn begin(&mut self, todos: Vec<Todo>, now: Instant) -> Vec<Todo> {
        let keys: Vec<_> = todos.iter().map(key).collect();
        self.entries.retain(|key, entry| entry.due.is_none() || keys.contains(key));
        let mut begun = Vec::new();
        for (key, todo) in keys.into_iter().zip(todos) {
            let entry = self.entries.entry(key).or_insert(Entry { due: Some(now), waited: None });
            if entry.due.is_some_and(|due| due <= now) {
                entry.due = None;
                begun.push(todo);
            }
        }
        begun
    }

    pub fn ended(&mut self, todo: &Todo, succeeded: bool, now: Instant) {
        let Some(entry) = self.entries.get_mut(&key(todo)) else { return };
        let wait = match (succeeded, todo) {
            (true, Todo::Refuse { .. }) => REPEAT_REFUSAL,
            (true, _) => SETTLE,
            (false, _) => entry.waited.map_or(FIRST, |waited| (waited * 2).min(LONGEST)),
        };
        entry.waited = (!succeeded).then_some(wait);
        entry.due = Some(now + wait);
    }

    /// When to look again though nothing has changed.
    pub fn next(&self) -> Option<Instant> {
        self.entries.values().filter_map(|entry| entry.due).min()
    }
}

fn key(todo: &Todo) -> Key {
    match todo {
        Todo::Provision { claim, .. } => ("provision", claim.uid.clone()),
        Todo::Refuse { claim, .. } => ("refuse", claim.uid.clone()),
        Todo::Reschedule { claim, .. } => ("reschedule", claim.uid.clone()),
        Todo::Grow { claim, .. } => ("grow", claim.uid.clone()),
        Todo::Guard { volume, .. } => ("guard", volume.uid.clone()),
        Todo::Delete { volume } => ("delete", volume.uid.clone()),
        Todo::Abandon { volume } => ("abandon", volume.uid.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::objects::{Phase, Volume};

    fn todo() -> Todo {
        let volume = Volume {
            name: "pvc-1".into(),
            uid: "1".into(),
            node: "worker-1".into(),
            path: String::new(),
            claim_uid: None,
            phase: Phase::Released,
            is_to_be_deleted: true,
            is_terminating: false,
            is_guarded: true,
        };
        Todo::Delete { volume }
    }

    #[test]
    fn is_done_once_at_a_time_and_after_failures_with_growing_waits() {
        let mut retries = Retries::default();
        let mut now = Instant::now();
        let mut waits = Vec::new();
        for _ in 0..8 {
            assert_eq!(retries.begin(vec![todo()], now), [todo()]);
            assert!(retries.begin(vec![todo()], now).is_empty() && retries.next().is_none());
            retries.ended(&todo(), false, now);
            assert!(retries.begin(vec![todo()], now).is_empty());
            let due = retries.next().unwrap();
            waits.push((due - now).as_secs());
            now = due;
        }
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 60, 60]);
    }

    #[test]
    fn is_forgotten_when_it_is_no_longer_to_be_done() {
        let mut retries = Retries::default();
        let now = Instant::now();
        retries.begin(vec![todo()], now);
        assert!(retries.begin(Vec::new(), now).is_empty());
        retries.ended(&todo(), true, now);
        assert_eq!(retries.next(), Some(now + SETTLE));
        retries.begin(Vec::new(), now);
        assert_eq!(retries.next(), None);
        assert_eq!(retries.begin(vec![todo()], now), [todo()]);
    }
}
