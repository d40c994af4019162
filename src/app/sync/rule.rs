//! Rules that say which changed files go straight into running containers, where to, and what happens then.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;

use crate::app::watch::{Pattern, decide, slashed};

/// Signals that a rule can send, by the names that `kill -l` prints.
const SIGNALS: [(&str, i32); 9] = [
    ("HUP", 1),
    ("INT", 2),
    ("QUIT", 3),
    ("USR1", 10),
    ("USR2", 12),
    ("ALRM", 14),
    ("TERM", 15),
    ("CONT", 18),
    ("WINCH", 28),
];

/// A rule as devcluster.yaml has it.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RuleDefinition {
    /// A pattern, or a list of them.
    from: Value,
    to: String,
    container: Option<String>,
    then: Option<ThenDefinition>,
    signal: Option<String>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
enum ThenDefinition {
    Restart,
}

/// A rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncRule {
    patterns: Vec<Pattern>,
    /// Folder in the container.
    to: PathBuf,
    /// Name of the containers that are meant; else those that run the app's image.
    pub container: Option<String>,
    pub then: Then,
}

/// What happens to a container whose files have changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Then {
    /// The program sees to it itself.
    Nothing,
    /// The program is sent a signal.
    Signal(i32),
    /// The program is ended and started again.
    Restart,
}

impl SyncRule {
    /// Reads a rule; what is wrong with it otherwise.
    pub fn of(definition: RuleDefinition) -> Result<Self, String> {
        let from = match definition.from {
            Value::Array(all) => all,
            one => vec![one],
        };
        let patterns = from.iter().map(pattern).collect::<Result<Vec<_>, _>>()?;
        if patterns.iter().all(|pattern| pattern.is_exception) {
            return Err("`from` names no files".to_owned());
        }
        let to = PathBuf::from(&definition.to);
        if !to.is_absolute() || to.components().any(|part| part == std::path::Component::ParentDir) {
            return Err(format!(
                "`to: {}` is not a whole path of a folder in the container, such as /app",
                definition.to
            ));
        }
        let then = match (definition.then, definition.signal) {
            (Some(ThenDefinition::Restart), Some(_)) => {
                return Err("`then: restart` and `signal` exclude each other".to_owned());
            }
            (Some(ThenDefinition::Restart), None) => Then::Restart,
            (None, Some(name)) => Then::Signal(signal(&name)?),
            (None, None) => Then::Nothing,
        };
        Ok(Self { patterns, to, container: definition.container, then })
    }

    /// Where in a container a file of the app's folder belongs; `None` for files that the rule is not about. Folders
    /// that the pattern names without wildcards are left out.
    pub fn target(&self, path: &Path) -> Option<PathBuf> {
        let text = slashed(path);
        if !decide(&self.patterns, &text) {
            return None;
        }
        let pattern = self.patterns.iter().rev().find(|pattern| !pattern.is_exception && pattern.covers(&text))?;
        let below = path.strip_prefix(pattern.literal()).unwrap_or(path);
        let is_the_file_itself = below.as_os_str().is_empty();
        Some(self.to.join(if is_the_file_itself { Path::new(path.file_name()?) } else { below }))
    }

    /// Whether the rule is about a container, by its name and whether it runs the app's image.
    pub fn is_about(&self, container: &str, runs_app: bool) -> bool {
        self.container.as_deref().map_or(runs_app, |name| name == container)
    }
}

fn pattern(from: &Value) -> Result<Pattern, String> {
    from.as_str().and_then(Pattern::parse).ok_or_else(|| format!("`from: {from}` is not a pattern of files"))
}

fn signal(name: &str) -> Result<i32, String> {
    let short = name.strip_prefix("SIG").unwrap_or(name);
    let known = SIGNALS.iter().find(|(known, _)| *known == short).map(|(_, number)| *number);
    known.ok_or_else(|| {
        format!("there is no signal `{name}` to send; there is {}", SIGNALS.map(|(name, _)| name).join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(text: &str) -> Result<SyncRule, String> {
        SyncRule::of(crate::yaml::parse(text).unwrap())
    }

    fn target(text: &str, path: &str) -> Option<String> {
        rule(text).unwrap().target(Path::new(path)).map(|path| path.display().to_string())
    }

    #[test]
    fn the_path_below_what_a_pattern_names_is_kept() {
        let is =
            |text, path, expected: Option<&str>| assert_eq!(target(text, path).as_deref(), expected, "{text}: {path}");
        is("{from: '*.py', to: /app}", "app.py", Some("/app/app.py"));
        is("{from: '*.py', to: /app}", "src/app.py", None);
        is("{from: '**/*.py', to: /app}", "src/app.py", Some("/app/src/app.py"));
        is("{from: 'src/**/*.py', to: /app}", "src/api/a.py", Some("/app/api/a.py"));
        is("{from: static, to: /www}", "static/css/a.css", Some("/www/css/a.css"));
        is("{from: conf/app.ini, to: /etc/app}", "conf/app.ini", Some("/etc/app/app.ini"));
        is("{from: ['**/*.py', '!**/test_*.py'], to: /app}", "src/test_a.py", None);
        is("{from: ['**/*.py', '!**/test_*.py'], to: /app}", "src/a.py", Some("/app/src/a.py"));
    }

    #[test]
    fn what_happens_then_is_said_once() {
        assert_eq!(rule("{from: a, to: /a, then: restart}").unwrap().then, Then::Restart);
        assert_eq!(rule("{from: a, to: /a, signal: SIGHUP}").unwrap().then, Then::Signal(1));
        assert_eq!(rule("{from: a, to: /a}").unwrap().then, Then::Nothing);
        let problems = [
            "{from: a, to: /a, then: restart, signal: HUP}",
            "{from: a, to: /a, signal: STOP}",
            "{from: a, to: app}",
            "{from: '!a', to: /a}",
            "{from: 'a[', to: /a}",
            "{from: 7, to: /a}",
        ];
        insta::assert_snapshot!(problems.map(|text| rule(text).unwrap_err()).join("\n"), @r#"
        `then: restart` and `signal` exclude each other
        there is no signal `STOP` to send; there is HUP, INT, QUIT, USR1, USR2, ALRM, TERM, CONT, WINCH
        `to: app` is not a whole path of a folder in the container, such as /app
        `from` names no files
        `from: "a["` is not a pattern of files
        `from: 7` is not a pattern of files
        "#);
    }

    #[test]
    fn a_rule_is_about_the_apps_containers_or_those_of_a_name() {
        let all = rule("{from: a, to: /a}").unwrap();
        assert!(all.is_about("web", true) && !all.is_about("redis", false));
        let named = rule("{from: a, to: /a, container: redis}").unwrap();
        assert!(!named.is_about("web", true) && named.is_about("redis", false));
    }
}
