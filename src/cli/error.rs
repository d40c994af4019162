//! The error of a command: any module's error, with what the command was about to do, as it is shown.

use std::error::Error;
use std::fmt::Write;

use console::style;

use super::invocation::Invocation;
use crate::fault::{Fault, Kind};
use crate::report::Event;

const SHOWN_OUTPUT_LINES: usize = 20;

/// Why a command ended, and with which exit code.
#[derive(Debug)]
pub struct CommandError {
    pub kind: Kind,
    message: String,
    causes: Vec<String>,
    output: Option<String>,
    hint: Option<String>,
    /// Set where a program that ran in our place (kubectl, docker) ended with this code and said why itself.
    exit_code: Option<u8>,
}

impl<F: Fault> From<F> for CommandError {
    fn from(fault: F) -> Self {
        Self {
            kind: fault.kind(),
            message: fault.to_string(),
            causes: chain(&fault),
            output: fault.output().map(str::to_owned),
            hint: fault.hint(),
            exit_code: None,
        }
    }
}

impl CommandError {
    /// An error that no one foresaw.
    pub fn internal(error: impl Error + 'static) -> Self {
        Self { causes: chain(&error), ..Self::new(Kind::Internal, error.to_string()) }
    }

    /// An error with a message of its own.
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), causes: Vec::new(), output: None, hint: None, exit_code: None }
    }

    /// The end that Ctrl-C brought about.
    pub fn interrupted() -> Self {
        Self::new(Kind::Interrupted, "interrupted")
    }

    /// The exit code of a program that ran in our place and has said itself what is wrong.
    pub fn passed_on(exit_code: u8) -> Self {
        Self { exit_code: Some(exit_code), ..Self::new(Kind::User, "") }
    }

    /// Adds what to try.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Says what failed: `failed to <action>` with the message as its cause.
    #[must_use]
    pub fn while_trying_to(mut self, action: &str) -> Self {
        self.causes.insert(0, std::mem::replace(&mut self.message, format!("failed to {action}")));
        self
    }

    /// The process's exit code.
    pub fn exit_code(&self) -> u8 {
        self.exit_code.unwrap_or_else(|| self.kind.exit_code())
    }

    /// The text for standard error, with hints as this program was called; empty where another program has spoken
    /// already.
    pub fn render(&self, invocation: &Invocation) -> String {
        if self.exit_code.is_some() {
            return String::new();
        }
        let mut text = format!("{} {}\n", style("error:").red().bold().for_stderr(), self.message);
        for cause in &self.causes {
            let _ = writeln!(text, "{} {cause}", style("caused by:").red().for_stderr());
        }
        for line in self.last_lines() {
            let _ = writeln!(text, "  {line}");
        }
        if let Some(hint) = &self.hint {
            let hint = invocation.in_hint(hint);
            let _ = writeln!(text, "\n{} {hint}", style("hint:").cyan().bold().for_stderr());
        }
        text
    }
}

impl CommandError {
    /// The error as an event of a command that goes on.
    pub fn event(&self, invocation: &Invocation) -> Event {
        Event::Failure {
            text: self.message.clone(),
            causes: self.causes.clone(),
            output: self.last_lines().map(str::to_owned).collect(),
            hint: self.hint.as_ref().map(|hint| invocation.in_hint(hint)),
        }
    }

    fn last_lines(&self) -> impl Iterator<Item = &str> {
        let lines = self.output.iter().flat_map(|output| output.lines());
        let hidden = lines.clone().count().saturating_sub(SHOWN_OUTPUT_LINES);
        lines.skip(hidden)
    }
}

fn chain(error: &dyn Error) -> Vec<String> {
    std::iter::successors(error.source(), |&error| error.source()).map(ToString::to_string).collect()
}
