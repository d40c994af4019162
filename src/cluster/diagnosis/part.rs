//! One part of a report.

use std::collections::BTreeMap;

/// One part of a report: its files, and what could not be had.
#[derive(Debug, Default)]
pub(super) struct Part {
    pub files: BTreeMap<String, Vec<u8>>,
    pub problems: Vec<String>,
}

impl Part {
    /// Notes why something could not be had.
    pub fn missing(&mut self, what: &str, error: &dyn std::error::Error) {
        let causes = std::iter::successors(Some(error), |&error| error.source());
        let causes: Vec<_> = causes.map(ToString::to_string).collect();
        self.problems.push(format!("{what}: {}", causes.join(": ")));
    }
}
