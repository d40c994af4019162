//! What a run has made, written down before it is made, so that a failed run can be unwound.

use std::sync::{Arc, Mutex};

use crate::engine::Engine;

/// Longer than a node itself takes to end its pods.
const GRACE_SECONDS: i32 = 45;

/// Something that can be removed again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Made {
    Network(String),
    Volume(String),
    Container(String),
    /// A container that was there and has been started.
    Started(String),
    /// A container that was paused and goes on.
    Resumed(String),
    /// A container that ran and has been stopped.
    Stopped(String),
}

/// The list of what a run has made, shared by its steps.
#[derive(Debug, Clone, Default)]
pub struct Journal(Arc<Mutex<Vec<Made>>>);

impl Journal {
    /// Writes down what is about to be made.
    pub fn write(&self, made: Made) {
        if let Ok(mut entries) = self.0.lock() {
            entries.push(made);
        }
    }

    /// Strikes out what turned out to be someone else's.
    pub fn strike(&self, made: &Made) {
        if let Ok(mut entries) = self.0.lock() {
            entries.retain(|entry| entry != made);
        }
    }

    /// Whether nothing was made.
    pub fn is_empty(&self) -> bool {
        self.0.lock().is_ok_and(|entries| entries.is_empty())
    }

    fn take(&self) -> Vec<Made> {
        self.0.lock().map(|mut entries| std::mem::take(&mut *entries)).unwrap_or_default()
    }
}

/// Removes what the journal lists, last first; what could not be removed comes back as sentences.
pub async fn unwind(engine: &dyn Engine, journal: &Journal) -> Vec<String> {
    let mut failures = Vec::new();
    for made in journal.take().into_iter().rev() {
        let removed = match &made {
            Made::Network(name) => engine.remove_network(name).await.map_err(|error| error.to_string()),
            Made::Volume(name) => engine.remove_volume(name).await.map_err(|error| error.to_string()),
            Made::Container(name) => engine.remove_container(name).await.map_err(|error| error.to_string()),
            Made::Resumed(name) => engine.pause_container(name).await.map_err(|error| error.to_string()),
            Made::Stopped(name) => engine.start_container(name).await.map_err(|error| error.to_string()),
            Made::Started(name) => engine.stop_container(name, GRACE_SECONDS).await.map_err(|error| error.to_string()),
        };
        if let Err(error) = removed {
            failures.push(format!("{made:?} is left: {error}"));
        }
    }
    failures
}
