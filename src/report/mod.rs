//! Events in, text out: work tells what it does as events; terminal, plain lines or JSON show them.

mod event;
mod json;
mod plain;
mod step;
mod terminal;
mod timings;

pub use event::{Event, Outcome, Timing};
pub use json::JsonReporter;
pub use plain::PlainReporter;
pub use step::Step;
pub use terminal::TerminalReporter;
pub use timings::TimingReporter;

/// Takes the events of running work. Called from any task, also at the same time.
pub trait Reporter: Send + Sync {
    /// Shows one event.
    fn event(&self, event: &Event);
}

/// Shows nothing: for `--quiet` and for commands whose output is data.
pub struct SilentReporter;

impl Reporter for SilentReporter {
    fn event(&self, _event: &Event) {}
}
