//! Keeps how long steps take while another reporter shows them.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use super::{Event, Reporter, Timing};

/// Passes everything on, and can tell the timings at the end.
pub struct TimingReporter {
    inner: Arc<dyn Reporter>,
    begun: Instant,
    steps: Mutex<Vec<Timing>>,
}

impl TimingReporter {
    /// The clock starts now.
    pub fn new(inner: Arc<dyn Reporter>) -> Self {
        Self { inner, begun: Instant::now(), steps: Mutex::default() }
    }

    /// Reports all timings so far.
    pub fn report(&self) {
        let steps = self.steps.lock().unwrap_or_else(PoisonError::into_inner).clone();
        self.inner.event(&Event::Timings { steps });
    }
}

impl Reporter for TimingReporter {
    fn event(&self, event: &Event) {
        if let Event::StepFinished { step, seconds, .. } = event {
            let began = (self.begun.elapsed().as_secs_f64() - seconds).max(0.0);
            let timing = Timing { step: step.clone(), began, seconds: *seconds };
            self.steps.lock().unwrap_or_else(PoisonError::into_inner).push(timing);
        }
        self.inner.event(event);
    }
}

/// Lines of a table with a bar for each step, as long as its share of the whole.
pub(super) fn lines(steps: &[Timing]) -> Vec<String> {
    const WIDTH: f64 = 40.0;
    let end = steps.iter().map(|timing| timing.began + timing.seconds).fold(0.0, f64::max);
    let scale = if end > 0.0 { WIDTH / end } else { 0.0 };
    let widest = steps.iter().map(|timing| timing.step.chars().count()).max().unwrap_or(0);
    let row = |timing: &Timing| {
        let before = (timing.began * scale).round() as usize;
        let bar = ((timing.seconds * scale).round() as usize).max(1);
        format!("{:<widest$}  {:>6.2} s  {}{}", timing.step, timing.seconds, " ".repeat(before), "#".repeat(bar))
    };
    steps.iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_show_when_each_step_ran() {
        let timing = |step: &str, began, seconds| Timing { step: step.into(), began, seconds };
        let text = lines(&[timing("create network", 0.0, 0.1), timing("wait", 0.1, 3.9)]).join("\n");
        insta::assert_snapshot!(text, @r"
        create network    0.10 s  #
        wait              3.90 s   #######################################
        ");
    }
}
