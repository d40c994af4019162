//! What a check has found.

use serde::Serialize;

/// How a thing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    Ok,
    /// It could not be looked at from here.
    NotChecked,
    /// Clusters work, but not everything or not always.
    Warning,
    /// Clusters do not work.
    Problem,
}

impl Verdict {
    /// As it is shown.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::NotChecked => "not checked",
            Self::Warning => "warning",
            Self::Problem => "problem",
        }
    }
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What was looked at, `inotify`.
    pub check: &'static str,
    pub verdict: Verdict,
    /// How it is, in one sentence.
    pub message: String,
    /// What to do, with a command.
    pub remedy: Option<String>,
}

impl Finding {
    /// All is well.
    pub fn ok(check: &'static str, message: impl Into<String>) -> Self {
        Self { check, verdict: Verdict::Ok, message: message.into(), remedy: None }
    }

    /// It could not be looked at, and why.
    pub fn not_checked(check: &'static str, reason: impl Into<String>) -> Self {
        Self { check, verdict: Verdict::NotChecked, message: reason.into(), remedy: None }
    }

    /// Something that is worth a change.
    pub fn warning(check: &'static str, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { check, verdict: Verdict::Warning, message: message.into(), remedy: Some(remedy.into()) }
    }

    /// Something that has to change.
    pub fn problem(check: &'static str, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { check, verdict: Verdict::Problem, message: message.into(), remedy: Some(remedy.into()) }
    }
}
