//! What can be wrong with devcluster.yaml.

use std::path::PathBuf;

use crate::fault::{Fault, Kind};
use crate::yaml::{Problem, shown};

/// A devcluster.yaml that can't be used: all that is wrong with it, and its text.
#[derive(Debug, thiserror::Error)]
#[error("`{}` has {}\n\n{}", .path.display(), count(.problems), shown(.problems, &.path.display().to_string(), .text))]
pub struct FileError {
    pub path: PathBuf,
    pub text: String,
    /// In the order of the text; at least one.
    pub problems: Vec<Problem>,
}

fn count(problems: &[Problem]) -> String {
    if problems.len() == 1 { "a problem".to_owned() } else { format!("{} problems", problems.len()) }
}

impl Fault for FileError {
    fn kind(&self) -> Kind {
        Kind::User
    }

    fn hint(&self) -> Option<String> {
        Some(
            "see all fields with `devcluster config schema --app`, and a file with `devcluster new flask-api`"
                .to_owned(),
        )
    }
}
