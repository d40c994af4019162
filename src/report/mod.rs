//! Events in, text out: work tells what it does as events; terminal, plain lines or JSON show them.

mod app_output;
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

/// Shows nothing but what an app writes: for `--quiet` and for commands whose output is data.
pub struct SilentReporter;

impl Reporter for SilentReporter {
    fn event(&self, event: &Event) {
        if let Event::AppOutput { source, line } = event {
            app_output::write(source, line);
        }
    }
}
