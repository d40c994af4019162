//! What is asked, and what is answered.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// The first line of standard input.
#[derive(Debug, Deserialize, PartialEq, Eq)]
pub struct Request {
    /// containerd's ids.
    pub containers: Vec<String>,
    /// Whole paths of files, and of folders that are removed where they are empty then; in this order.
    pub remove: Vec<PathBuf>,
    pub then: Then,
}

/// What happens to a container's first process when its files are there.
#[derive(Debug, Clone, Copy, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Then {
    Nothing,
    Signal(i32),
    /// It is the agent itself as supervisor, and starts its program again.
    Restart,
}

/// A line of standard output.
#[derive(Debug, Serialize)]
pub struct Answer<'a> {
    pub container: &'a str,
    pub outcome: Outcome,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

#[derive(Debug, Clone, Copy, Serialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    Done,
    /// It does not run (any more).
    Gone,
    /// Its files are there, but nothing supervises its program.
    Unsupervised,
    Failed,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_read_and_answers_written() {
        let text = r#"{"containers":["12"],"remove":["/app/a.py"],"then":{"signal":1}}"#;
        let request =
            Request { containers: vec!["12".into()], remove: vec!["/app/a.py".into()], then: Then::Signal(1) };
        assert_eq!(serde_json::from_str::<Request>(text).unwrap(), request);
        let restart = serde_json::from_str::<Request>(r#"{"containers":[],"remove":[],"then":"restart"}"#).unwrap();
        assert_eq!(restart.then, Then::Restart);
        let answer = Answer { container: "12", outcome: Outcome::Gone, reason: None };
        assert_eq!(serde_json::to_string(&answer).unwrap(), r#"{"container":"12","outcome":"gone"}"#);
    }
}
