//! What can be wrong with a config.

use std::path::PathBuf;

use crate::fault::{Fault, Kind};
use crate::yaml::YamlError;

/// A config that can't be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("config file `{path}` can't be read")]
    Unreadable {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("config file `{path}` is not a cluster config")]
    Malformed {
        path: PathBuf,
        #[source]
        source: YamlError,
    },
    #[error("the config has {} {}:\n{}", .problems.len(), if .problems.len() == 1 { "problem" } else { "problems" }, list(.problems))]
    Invalid { problems: Vec<String> },
}

fn list(problems: &[String]) -> String {
    problems.iter().map(|problem| format!("  - {problem}")).collect::<Vec<_>>().join("\n")
}

impl Fault for ConfigError {
    fn kind(&self) -> Kind {
        Kind::User
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::Unreadable { path, .. } => Some(format!("look at it with `ls -l {}`", path.display())),
            Self::Malformed { .. } => Some(
                "a config starts with `apiVersion: devcluster.dev/v1alpha1` and `kind: Cluster`; see docs/config.md"
                    .to_owned(),
            ),
            Self::Invalid { .. } => None,
        }
    }
}
