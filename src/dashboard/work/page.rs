//! Whom work tells what it does: the page, by the number of its request.

use serde::Serialize;
use tokio::sync::mpsc::UnboundedSender;

use super::failure::Failure;
use crate::dashboard::messages::{Ended, Told};

/// A request's way back.
#[derive(Debug, Clone)]
pub struct Page {
    id: u64,
    words: UnboundedSender<String>,
}

impl Page {
    pub fn new(id: u64, words: UnboundedSender<String>) -> Self {
        Self { id, words }
    }

    /// Tells an event.
    pub fn tell(&self, event: &impl Serialize) {
        self.say(Told { id: self.id, event: serde_json::to_value(event).ok(), ended: None });
    }

    /// Tells how the work ended.
    pub fn end(&self, result: Result<(), Failure>) {
        let ended = result.map_or_else(Ended::from, |()| Ended::default());
        self.say(Told { id: self.id, event: None, ended: Some(ended) });
    }

    /// Ends what was not understood.
    pub fn refuse(&self, error: &str) {
        self.end(Err(Failure::new(error)));
    }

    fn say(&self, told: Told) {
        // Nobody listens where the connection is gone.
        let _ = serde_json::to_string(&told).map(|text| self.words.send(text));
    }
}
