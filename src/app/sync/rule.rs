//! Rules that say which changed files go straight into running containers, where to, and what happens then.

use std::path::{Path, PathBuf};

use crate::app::watch::{Pattern, decide, slashed};

/// Signals that a rule can send, by the names that `kill -l` prints.
pub(super) const SIGNALS: [(&str, i32); 9] = [
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

/// A rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncRule {
    pub(super) patterns: Vec<Pattern>,
    /// Folder in the container.
    pub(super) to: PathBuf,
    /// Name of the containers that are meant; else those that run an image of the app's.
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

    /// Folders that the patterns name without wildcards, relative to the app's.
    pub fn folders(&self) -> impl Iterator<Item = String> {
        self.patterns.iter().filter(|pattern| !pattern.is_exception).map(Pattern::literal)
    }
}

#[cfg(test)]
mod tests {
    use super::super::decode::tests::rule;
    use super::*;

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
}
