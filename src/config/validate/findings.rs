//! What is wrong, and what is worth a word.

use crate::yaml::Problems;

/// What was found on the way.
#[derive(Debug, Default)]
pub struct Findings {
    pub problems: Problems,
    /// What works, but perhaps not as meant.
    pub warnings: Problems,
}
