//! What can be wrong with a config.

use std::fmt::{Display, Formatter};
use std::io::ErrorKind;
use std::path::PathBuf;

use crate::fault::{Fault, Kind};
use crate::yaml::{Place, Problem, shown};

/// A config that can't be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("config file `{path}` can't be read")]
    Unreadable {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("{reason}")]
    Name { reason: String },
    #[error("{0}")]
    Invalid(Invalid),
}

/// All that is wrong with a config, and its text.
#[derive(Debug)]
pub struct Invalid {
    /// What to call the config; `None` where there are only flags.
    pub file: Option<String>,
    pub text: String,
    /// In the order of the text; at least one.
    pub problems: Vec<Problem>,
}

impl Display for Invalid {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        let file = self.file.as_deref().unwrap_or_default();
        let of_flags = self.problems.iter().filter(|problem| matches!(problem.place, Place::Outside(_))).count();
        let (subject, verb) = match self.problems.len() - of_flags {
            0 => ("the flags".to_owned(), "have"),
            _ if of_flags > 0 => (format!("`{file}` and the flags"), "have"),
            _ => (format!("`{file}`"), "has"),
        };
        match self.problems.as_slice() {
            [flag] if of_flags > 0 => formatter.write_str(&flag.line(file)),
            [_] => write!(formatter, "{subject} {verb} a problem\n\n{}", shown(&self.problems, file, &self.text)),
            all => write!(formatter, "{subject} {verb} {} problems\n\n{}", all.len(), shown(all, file, &self.text)),
        }
    }
}

impl Fault for ConfigError {
    fn kind(&self) -> Kind {
        Kind::User
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::Unreadable { path, source } if source.kind() == ErrorKind::NotFound => {
                Some(format!("write one with `devcluster config init {}`", path.display()))
            }
            Self::Unreadable { path, .. } => Some(format!("look at it with `ls -l {}`", path.display())),
            Self::Invalid(invalid)
                if invalid.problems.iter().any(|problem| matches!(problem.place, Place::Text { .. })) =>
            {
                Some("see all fields and their meaning with `devcluster config init --stdout`".to_owned())
            }
            Self::Invalid(_) | Self::Name { .. } => None,
        }
    }
}
