//! Events on a terminal: a spinner or bar for each step that runs, a line with its time when it ends.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

use console::style;
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::plain::widest;
use super::{Event, Outcome, Reporter, app_output, timings};

/// Draws on standard error.
pub struct TerminalReporter {
    bars: MultiProgress,
    running: Mutex<HashMap<String, ProgressBar>>,
    verbose: bool,
}

impl TerminalReporter {
    /// `verbose` also shows the output of the tools that steps run.
    pub fn new(verbose: bool) -> Self {
        Self { bars: MultiProgress::with_draw_target(ProgressDrawTarget::stderr()), running: Mutex::default(), verbose }
    }

    fn bar(&self, step: &str) -> Option<ProgressBar> {
        self.running.lock().ok()?.get(step).cloned()
    }

    fn line(&self, text: impl AsRef<str>) {
        // A terminal that went away is no reason to stop the work.
        let _ = self.bars.println(text);
    }

    fn start(&self, step: &str) {
        let bar = self.bars.add(ProgressBar::new_spinner());
        bar.set_style(spinner());
        bar.set_prefix(step.to_owned());
        bar.enable_steady_tick(Duration::from_millis(100));
        if let Ok(mut running) = self.running.lock() {
            running.insert(step.to_owned(), bar);
        }
    }

    fn finish(&self, step: &str, outcome: Outcome, detail: Option<&str>, seconds: f64) {
        let bar = self.running.lock().ok().and_then(|mut running| running.remove(step));
        if let Some(bar) = bar {
            bar.finish_and_clear();
            self.bars.remove(&bar);
        }
        let mark = match outcome {
            Outcome::Done => style("✓").green(),
            Outcome::Skipped => style("·").dim(),
            Outcome::Failed => style("✗").red(),
        };
        let detail = detail.map(|detail| format!(" ({detail})")).unwrap_or_default();
        self.line(format!(
            "{} {step}{} {}",
            mark.for_stderr(),
            style(detail).dim().for_stderr(),
            style(format!("{seconds:.1}s")).dim().for_stderr()
        ));
    }

    fn summary(&self, text: &str, facts: &[(String, String)], next: &[(String, String)]) {
        self.line(format!("\n{}", style(text).bold().for_stderr()));
        for (name, value) in facts {
            self.line(format!("  {} {value}", style(format!("{name:<12}")).dim().for_stderr()));
        }
        if !next.is_empty() {
            self.line(style("Next:").bold().for_stderr().to_string());
        }
        let width = widest(next);
        for (command, what) in next {
            self.line(format!(
                "  {}  {}",
                style(format!("{command:<width$}")).cyan().for_stderr(),
                style(what).dim().for_stderr()
            ));
        }
    }
}

impl Reporter for TerminalReporter {
    fn event(&self, event: &Event) {
        match event {
            Event::StepStarted { step } => self.start(step),
            Event::StepProgress { step, done, total, bytes } => {
                if let Some(bar) = self.bar(step) {
                    bar.set_style(progress(*bytes));
                    bar.set_length(*total);
                    bar.set_position(*done);
                }
            }
            Event::StepOutput { step, line } => {
                if self.verbose {
                    self.line(format!("{} {line}", style(format!("{step}:")).dim().for_stderr()));
                } else if let Some(bar) = self.bar(step) {
                    bar.set_message(line.trim().to_owned());
                }
            }
            Event::StepFinished { step, outcome, detail, seconds } => {
                self.finish(step, *outcome, detail.as_deref(), *seconds);
            }
            Event::Note { text } => self.line(text),
            Event::Warning { text, hint } => {
                self.line(format!("{} {text}", style("warning:").yellow().bold().for_stderr()));
                if let Some(hint) = hint {
                    self.line(format!("{} {hint}", style("hint:").cyan().bold().for_stderr()));
                }
            }
            Event::Failure { text, causes, output, hint } => {
                self.line(format!("{} {text}", style("error:").red().bold().for_stderr()));
                causes
                    .iter()
                    .for_each(|cause| self.line(format!("{} {cause}", style("caused by:").red().for_stderr())));
                output.iter().for_each(|line| self.line(format!("  {line}")));
                if let Some(hint) = hint {
                    self.line(format!("{} {hint}", style("hint:").cyan().bold().for_stderr()));
                }
            }
            // Both streams may be the same terminal.
            Event::AppOutput { source, line } => self.bars.suspend(|| app_output::write(source, line)),
            Event::Timings { steps } => {
                self.line("");
                timings::lines(steps).iter().for_each(|line| self.line(line));
            }
            Event::Summary { text, facts, next } => self.summary(text, facts, next),
        }
    }
}

fn spinner() -> ProgressStyle {
    ProgressStyle::with_template("{spinner:.cyan} {prefix} {elapsed:.dim} {wide_msg:.dim}")
        .unwrap_or_else(|_| ProgressStyle::default_spinner())
}

fn progress(bytes: bool) -> ProgressStyle {
    let template = if bytes {
        "{spinner:.cyan} {prefix} {bar:24.cyan/dim} {bytes}/{total_bytes} {elapsed:.dim}"
    } else {
        "{spinner:.cyan} {prefix} {bar:24.cyan/dim} {pos}/{len} {elapsed:.dim} {wide_msg:.dim}"
    };
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}
