//! Events of running work as steps on the page.

use serde_json::{Value, json};

use super::Page;
use crate::report::{Event, Outcome, Reporter};

/// Tells the page.
pub struct StepReporter(pub Page);

impl Reporter for StepReporter {
    fn event(&self, event: &Event) {
        if let Some(step) = step(event) {
            self.0.tell(&json!({ "step": step }));
        }
    }
}

/// The step that an event is about, if it is about one.
fn step(event: &Event) -> Option<Value> {
    let step = |name: &str, state: &str, text: Option<&str>, seconds: Option<f64>| {
        Some(json!({ "name": name, "state": state, "text": text, "seconds": seconds }))
    };
    match event {
        Event::StepStarted { step: name } => step(name, "started", None, None),
        Event::StepOutput { step: name, line } => step(name, "output", Some(line), None),
        Event::StepFinished { step: name, outcome, detail, seconds } => {
            let state = match outcome {
                Outcome::Done => "done",
                Outcome::Skipped => "skipped",
                Outcome::Failed => "failed",
            };
            step(name, state, detail.as_deref(), Some(*seconds))
        }
        Event::Note { text } => step("note", "output", Some(text), None),
        Event::Warning { text, hint } => {
            let hint = hint.as_ref().map(|hint| format!("; {hint}")).unwrap_or_default();
            step("warning", "output", Some(&format!("{text}{hint}")), None)
        }
        // Bytes on their way are for terminals; the rest is of commands that go on.
        Event::StepProgress { .. }
        | Event::Failure { .. }
        | Event::AppOutput { .. }
        | Event::Timings { .. }
        | Event::Summary { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_steps() {
        let started = step(&Event::StepStarted { step: "build".into() });
        assert_eq!(started.unwrap(), json!({ "name": "build", "state": "started", "text": null, "seconds": null }));
        let finished = Event::StepFinished {
            step: "build".into(),
            outcome: Outcome::Skipped,
            detail: Some("cached".into()),
            seconds: 0.5,
        };
        assert_eq!(
            step(&finished).unwrap(),
            json!({ "name": "build", "state": "skipped", "text": "cached", "seconds": 0.5 })
        );
        let warning = Event::Warning { text: "a".into(), hint: Some("b".into()) };
        assert_eq!(step(&warning).unwrap()["text"], "a; b");
        assert_eq!(step(&Event::StepProgress { step: "a".into(), done: 1, total: 2, bytes: true }), None);
    }
}
