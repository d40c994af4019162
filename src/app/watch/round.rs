//! What changed files ask for: another look at the app, a build, or only a copy into containers.

use std::path::{Path, PathBuf};

use super::scope::Scope;
use super::tree::Changes;
use crate::app::App;
use crate::app::sources::is_manifest;

/// What a set of changes asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Round {
    /// The app is read and applied again.
    pub reload: bool,
    pub build: bool,
    pub sync: bool,
}

impl Round {
    /// This, and also what another asks for.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self { reload: self.reload || other.reload, build: self.build || other.build, sync: self.sync || other.sync }
    }
}

/// Sorts changed files by what each of them is to the app as it was read last.
pub fn round(changes: &Changes, scope: &Scope, app: &App) -> Round {
    let mut round = Round::default();
    for path in changes.paths() {
        if scope.may_be_source(path) && is_or_was_manifest(path, scope, app) {
            round.reload = true;
            if scope.is_only_source(path) {
                continue;
            }
        }
        if !scope.is_in_build(path) {
            // Nothing is made of it.
        } else if !scope.is_of_the_build(path) && app.sync.iter().any(|rule| rule.target(path).is_some()) {
            round.sync = true;
        } else {
            round.build = true;
        }
    }
    round
}

fn is_or_was_manifest(path: &Path, scope: &Scope, app: &App) -> bool {
    let shown = path.display().to_string();
    let was = app.documents.iter().any(|document| {
        document.place.strip_prefix(&shown).is_some_and(|rest| rest.is_empty() || rest.starts_with(", "))
    });
    was || scope.is_source(path) || std::fs::read_to_string(scope.root.join(path)).is_ok_and(|text| is_manifest(&text))
}

/// Names of what changed, for a line on the screen.
pub fn shown(changes: &Changes) -> String {
    const SHOWN: usize = 3;
    let mut names: Vec<String> = changes.paths().take(SHOWN).map(|path: &PathBuf| path.display().to_string()).collect();
    let removed = changes.paths().count() - changes.written.len();
    let rest = changes.paths().count().saturating_sub(SHOWN);
    if rest > 0 {
        names.push(format!("{rest} more"));
    }
    let verb = if removed == changes.paths().count() { "removed" } else { "changed" };
    format!("{} {verb}", names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::{AppFile, Tools};

    const DEPLOYMENT: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {template: {spec: {containers: [{image: web:v1}]}}}\n";
    const DEFINITION_TEXT: &str = "apiVersion: devcluster.dev/v1alpha1\nkind: App\nsync:\n- {from: '*.py', to: /app}\n";

    async fn asked(paths: &[&str], removed: &[&str]) -> Round {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        write("Dockerfile", "FROM scratch\n");
        write("devcluster.yaml", DEFINITION_TEXT);
        write("deployment.yaml", DEPLOYMENT);
        write(".dockerignore", "Dockerfile\n*.yaml\nnotes.md\n");
        write("values.yaml", "a: 1\n");
        write("settings.json", "{}\n");
        let file = AppFile::read(folder.path()).unwrap();
        let scope = Scope::of(&file);
        let app = App::load(&Tools::for_tests(), file, None).await.unwrap();
        let changes = Changes {
            written: paths.iter().map(PathBuf::from).collect(),
            removed: removed.iter().map(PathBuf::from).collect(),
        };
        round(&changes, &scope, &app)
    }

    #[tokio::test]
    async fn each_file_asks_for_what_it_is_to_the_app() {
        let nothing = Round::default();
        assert_eq!(asked(&["app.py"], &["old.py"]).await, Round { sync: true, ..nothing.clone() });
        assert_eq!(asked(&["requirements.txt"], &[]).await, Round { build: true, ..nothing.clone() });
        assert_eq!(asked(&["Dockerfile"], &[]).await, Round { build: true, ..nothing.clone() });
        assert_eq!(asked(&[".dockerignore"], &[]).await, Round { build: true, ..nothing.clone() });
        assert_eq!(asked(&["settings.json"], &[]).await, Round { build: true, ..nothing.clone() });
        assert_eq!(asked(&["deployment.yaml"], &[]).await, Round { reload: true, ..nothing.clone() });
        assert_eq!(asked(&[], &["deployment.yaml"]).await, Round { reload: true, ..nothing.clone() });
        assert_eq!(asked(&["devcluster.yaml", "app.py"], &[]).await, Round { reload: true, sync: true, build: false });
        assert_eq!(asked(&["values.yaml"], &["notes.md"]).await, nothing);
    }

    #[test]
    fn a_change_is_told_in_a_line() {
        let changes = |written: &[&str], removed: &[&str]| {
            shown(&Changes {
                written: written.iter().map(PathBuf::from).collect(),
                removed: removed.iter().map(PathBuf::from).collect(),
            })
        };
        assert_eq!(changes(&["app.py"], &[]), "app.py changed");
        assert_eq!(changes(&[], &["a", "b"]), "a, b removed");
        assert_eq!(changes(&["a", "b", "c", "d", "e"], &[]), "a, b, c, 2 more changed");
    }
}
