//! A step under way: its end is reported whichever way its scope is left.

use std::sync::Arc;
use std::time::Instant;

use super::{Event, Outcome, Reporter};

/// Reports one step: started when made; done or skipped when said so; failed when dropped without a word.
pub struct Step {
    title: String,
    reporter: Arc<dyn Reporter>,
    started: Instant,
    ended: bool,
}

impl Step {
    /// Reports that the step begins.
    pub fn start(reporter: &Arc<dyn Reporter>, title: impl Into<String>) -> Self {
        let title = title.into();
        reporter.event(&Event::StepStarted { step: title.clone() });
        Self { title, reporter: Arc::clone(reporter), started: Instant::now(), ended: false }
    }

    /// Reports how far it is.
    pub fn progress(&self, done: u64, total: u64) {
        self.reporter.event(&Event::StepProgress { step: self.title.clone(), done, total, bytes: false });
    }

    /// As `progress`, in bytes.
    pub fn bytes(&self, done: u64, total: u64) {
        self.reporter.event(&Event::StepProgress { step: self.title.clone(), done, total, bytes: true });
    }

    /// Reports a line of output.
    pub fn output(&self, line: impl Into<String>) {
        self.reporter.event(&Event::StepOutput { step: self.title.clone(), line: line.into() });
    }

    /// Reports that it is done.
    pub fn done(mut self) {
        self.end(Outcome::Done, None);
    }

    /// Reports that it is done, with a few words on the result.
    pub fn done_with(mut self, detail: impl Into<String>) {
        self.end(Outcome::Done, Some(detail.into()));
    }

    /// Reports that nothing had to be done, and why.
    pub fn skipped(mut self, why: impl Into<String>) {
        self.end(Outcome::Skipped, Some(why.into()));
    }

    fn end(&mut self, outcome: Outcome, detail: Option<String>) {
        self.ended = true;
        let seconds = self.started.elapsed().as_secs_f64();
        self.reporter.event(&Event::StepFinished { step: self.title.clone(), outcome, detail, seconds });
    }
}

impl Drop for Step {
    fn drop(&mut self) {
        if !self.ended {
            self.end(Outcome::Failed, None);
        }
    }
}
