//! From a file and flags to a validated config.

use std::path::Path;

use super::cluster::Cluster;
use super::error::{ConfigError, Invalid};
use super::overrides::Overrides;
use super::syntax;
use super::v1alpha1::{self, MINIMAL};
use super::validate::{self, Findings};
use crate::yaml::{Problem, Problems, parse_marked};

/// A config that can be used, and what should be known of it all the same.
#[derive(Debug)]
pub struct Loaded {
    pub cluster: Cluster,
    pub warnings: Vec<Problem>,
    /// What to call the config; empty where there are only flags.
    file: String,
}

impl Loaded {
    /// The warnings, in a line each.
    pub fn warning_lines(&self) -> impl Iterator<Item = String> {
        self.warnings.iter().map(|warning| warning.line(&self.file))
    }
}

/// Reads a config file (all defaults where there is none) and lays flags over it.
pub fn load(file: Option<&Path>, overrides: &Overrides) -> Result<Loaded, ConfigError> {
    let Some(path) = file else { return evaluate(None, MINIMAL, None, overrides) };
    let fail = |source| ConfigError::Unreadable { path: path.to_owned(), source };
    let text = std::fs::read_to_string(path).map_err(fail)?;
    let absolute = std::path::absolute(path).map_err(fail)?;
    evaluate(Some(path.display().to_string()), &text, absolute.parent(), overrides)
}

/// Reads what `render` wrote. Nothing of the host is looked at: a mount's source may be gone by now.
pub fn load_rendered(text: &str) -> Result<Cluster, ConfigError> {
    evaluate(Some("cluster.yaml".to_owned()), text, None, &Overrides::default()).map(|loaded| loaded.cluster)
}

/// The config of a cluster of which only the name is known.
pub fn named(name: &str) -> Result<Cluster, ConfigError> {
    load(None, &Overrides { name: Some(name.to_owned()), ..Overrides::default() }).map(|loaded| loaded.cluster)
}

/// Checks a name by itself.
pub fn cluster_name(name: &str) -> Result<(), ConfigError> {
    syntax::cluster_name(name).map(drop).map_err(|reason| ConfigError::Name { reason })
}

fn evaluate(
    file: Option<String>,
    text: &str,
    folder: Option<&Path>,
    overrides: &Overrides,
) -> Result<Loaded, ConfigError> {
    let mut findings = Findings::default();
    let cluster = decode(text, &mut findings.problems).and_then(|mut wire| {
        overrides.lay_over(&mut wire, &mut findings.problems);
        validate::validate(wire, folder, &mut findings)
    });
    match cluster.filter(|_| findings.problems.is_empty()) {
        Some(cluster) => {
            Ok(Loaded { cluster, warnings: findings.warnings.into_sorted(), file: file.unwrap_or_default() })
        }
        None => Err(ConfigError::Invalid(Invalid {
            file,
            text: text.to_owned(),
            problems: findings.problems.into_sorted(),
        })),
    }
}

fn decode(text: &str, problems: &mut Problems) -> Option<v1alpha1::Cluster> {
    match parse_marked(text) {
        Ok(tree) => v1alpha1::Cluster::decode(&tree, problems),
        Err(problem) => {
            problems.add(problem.place, problem.message);
            None
        }
    }
}
