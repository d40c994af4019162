//! Work that failed, as the page shows it: one line with all causes, and what to try.

use crate::dashboard::error::in_one_line;
use crate::dashboard::messages::Ended;
use crate::fault::Fault;

/// Why work failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    error: String,
    hint: Option<String>,
}

impl Failure {
    pub fn new(error: impl Into<String>) -> Self {
        Self { error: error.into(), hint: None }
    }

    pub fn interrupted() -> Self {
        Self::new("interrupted")
    }

    /// With the hint as `change` has it.
    pub fn with_hint(self, change: impl FnOnce(&str) -> String) -> Self {
        Self { hint: self.hint.as_deref().map(change), ..self }
    }
}

impl<F: Fault> From<F> for Failure {
    fn from(fault: F) -> Self {
        Self { error: in_one_line(&fault), hint: fault.hint() }
    }
}

impl From<Failure> for Ended {
    fn from(failure: Failure) -> Self {
        Self { error: Some(failure.error), hint: failure.hint }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::ForwardError;

    #[test]
    fn an_error_is_one_line_with_its_causes() {
        let source = std::io::Error::other("taken");
        let failure = Failure::from(ForwardError::Port { port: 80, remote: 8080, source });
        assert_eq!(failure.error, "port 80 of this machine can't be used: taken");
        let hinted = failure.with_hint(|hint| hint[..6].to_owned());
        assert_eq!(hinted.hint.as_deref(), Some("choose"));
    }
}
