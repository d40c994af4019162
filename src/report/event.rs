//! What can be said of running work.

use serde::Serialize;

/// One thing that happened. As JSON: one object a line with `event` naming the kind.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// A step began; its title is unique among the steps that run at the same time.
    StepStarted { step: String },
    /// How far a step is, in bytes or in things.
    StepProgress { step: String, done: u64, total: u64, bytes: bool },
    /// A line of output of the tool that a step runs, or a word on what it does now.
    StepOutput { step: String, line: String },
    /// A step ended, after `seconds`.
    StepFinished { step: String, outcome: Outcome, detail: Option<String>, seconds: f64 },
    /// Something worth knowing that is no step.
    Note { text: String },
    /// Something that the user may want to act on.
    Warning { text: String, hint: Option<String> },
    /// Work that failed, of a command that goes on: its error with causes, the last lines of what failed, what to try.
    Failure { text: String, causes: Vec<String>, output: Vec<String>, hint: Option<String> },
    /// A line that the user's app has written; `source` is its pod.
    AppOutput { source: String, line: String },
    /// How long the steps took, in the order in which they ended.
    Timings { steps: Vec<Timing> },
    /// The last word of a command: what is there now, and what to type next.
    Summary { text: String, facts: Vec<(String, String)>, next: Vec<(String, String)> },
}

/// How long a step took.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Timing {
    pub step: String,
    /// Seconds since the command began.
    pub began: f64,
    pub seconds: f64,
}

/// How a step ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    Done,
    /// Nothing had to be done.
    Skipped,
    Failed,
}
