//! Events as plain lines: for logs, pipes and `--no-color` without a terminal.

use std::io::Write;
use std::sync::Mutex;

use super::{Event, Outcome, Reporter, app_output, timings};

/// Writes a line when a step ends, and everything else as it comes.
pub struct PlainReporter<W> {
    output: Mutex<W>,
    verbose: bool,
}

impl<W: Write + Send> PlainReporter<W> {
    /// `verbose` also shows the output of the tools that steps run.
    pub fn new(output: W, verbose: bool) -> Self {
        Self { output: Mutex::new(output), verbose }
    }

    fn line(&self, text: &str) {
        if let Ok(mut output) = self.output.lock() {
            // A reader that went away is no reason to stop the work.
            let _ = writeln!(output, "{text}").and_then(|()| output.flush());
        }
    }
}

impl<W: Write + Send> Reporter for PlainReporter<W> {
    fn event(&self, event: &Event) {
        match event {
            Event::StepStarted { step } if self.verbose => self.line(&format!("     ... {step}")),
            Event::StepOutput { step, line } if self.verbose => self.line(&format!("         {step}: {line}")),
            Event::StepStarted { .. } | Event::StepOutput { .. } | Event::StepProgress { .. } => {}
            Event::StepFinished { step, outcome, detail, seconds } => {
                let detail = detail.as_ref().map(|detail| format!(" ({detail})")).unwrap_or_default();
                self.line(&format!("{:<7}  {step}{detail}  {seconds:.1}s", word(*outcome)));
            }
            Event::Note { text } => self.line(text),
            Event::Warning { text, hint } => {
                self.line(&format!("warning: {text}"));
                if let Some(hint) = hint {
                    self.line(&format!("hint: {hint}"));
                }
            }
            Event::Failure { text, causes, output, hint } => {
                self.line(&format!("error: {text}"));
                causes.iter().for_each(|cause| self.line(&format!("caused by: {cause}")));
                output.iter().for_each(|line| self.line(&format!("  {line}")));
                if let Some(hint) = hint {
                    self.line(&format!("hint: {hint}"));
                }
            }
            Event::AppOutput { source, line } => app_output::write(source, line),
            Event::Timings { steps } => {
                self.line("");
                timings::lines(steps).iter().for_each(|line| self.line(line));
            }
            Event::Summary { text, facts, next } => {
                self.line(&format!("\n{text}"));
                facts.iter().for_each(|(name, value)| self.line(&format!("  {name:<12} {value}")));
                if !next.is_empty() {
                    self.line("Next:");
                }
                let width = widest(next);
                next.iter().for_each(|(command, what)| self.line(&format!("  {command:<width$}  {what}")));
            }
        }
    }
}

/// Width of the longest command of a summary.
pub(super) fn widest(next: &[(String, String)]) -> usize {
    next.iter().map(|(command, _)| command.chars().count()).max().unwrap_or(0)
}

fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Done => "done",
        Outcome::Skipped => "skipped",
        Outcome::Failed => "failed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_one_line() {
        let mut output = Vec::new();
        let reporter = PlainReporter::new(&mut output, false);
        reporter.event(&Event::StepStarted { step: "create network".into() });
        reporter.event(&Event::StepFinished {
            step: "create network".into(),
            outcome: Outcome::Done,
            detail: None,
            seconds: 0.12,
        });
        assert_eq!(String::from_utf8(output).unwrap(), "done     create network  0.1s\n");
    }
}
