//! Which files of an app's folder count: what a build can see, and what the app itself is read from.

use std::path::{Path, PathBuf};

use super::ignore::{self, Ignore};
use crate::app::App;
use crate::app::definition::FILE as DEFINITION;

const DOCKERFILE: &str = "Dockerfile";

/// What of a folder is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// The folder itself, whole.
    pub root: PathBuf,
    ignore: Ignore,
    /// Files that the app is read from, and folders whose files may be; relative to the folder.
    sources: Vec<PathBuf>,
}

impl Scope {
    /// Of an app, by its .dockerignore as it is now.
    pub fn of(root: &Path, app: &App) -> Self {
        Self { root: root.to_owned(), ignore: Ignore::of(root), sources: app.sources.clone() }
    }

    /// Whether a file counts, by its path below the root.
    pub fn holds(&self, path: &Path) -> bool {
        let is_seen_by_build = || !self.ignore.ignores(&slashed(path)) && !path.iter().any(|name| name == ".git");
        !is_left_by_an_editor(path) && (is_of_the_build(path) || self.may_be_source(path) || is_seen_by_build())
    }

    /// Whether there may be files that count in a folder.
    pub fn enters(&self, folder: &Path) -> bool {
        if folder.as_os_str().is_empty() {
            return true;
        }
        let leads_to_source = || self.sources.iter().any(|source| source.starts_with(folder));
        let is_git = folder.file_name().is_some_and(|name| name == ".git");
        !is_git && (leads_to_source() || !self.ignore.ignores_all_of(&slashed(folder)))
    }

    /// Whether a build can see a file: whether a change of it may change the image.
    pub fn is_in_build(&self, path: &Path) -> bool {
        is_of_the_build(path) || !self.ignore.ignores(&slashed(path))
    }

    /// Whether a file may be one that the app is read from: it is one, or YAML in a folder of them.
    pub fn may_be_source(&self, path: &Path) -> bool {
        let is_yaml = path.extension().is_some_and(|end| end == "yaml" || end == "yml" || end == "json");
        let folder = path.parent().unwrap_or(Path::new(""));
        path == Path::new(DEFINITION)
            || self.sources.iter().any(|source| source == path || (is_yaml && source == folder))
    }
}

/// What docker reads for a build whether it is ignored or not.
pub fn is_of_the_build(path: &Path) -> bool {
    path == Path::new(DOCKERFILE) || path == Path::new(ignore::FILE)
}

/// Files that editors leave for a moment, or as long as a file is open.
fn is_left_by_an_editor(path: &Path) -> bool {
    let Some(name) = path.file_name().map(|name| name.to_string_lossy()) else { return false };
    let is_swap = || {
        let end = name.rsplit_once('.').map_or("", |(_, end)| end);
        name.starts_with('.') && end.len() == 3 && end.starts_with("sw")
    };
    // `sed -i` writes sedXXXXXX.
    let is_seds = || {
        let random = name.strip_prefix("sed").unwrap_or_default();
        let is_word = random.bytes().all(|byte| byte.is_ascii_lowercase());
        random.len() == 6 && !is_word && random.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    let is_named = name == "4913" || name == ".DS_Store" || name.contains("___jb_");
    is_named || name.ends_with('~') || name.starts_with(".#") || is_swap() || is_seds()
}

/// A path as patterns have it.
pub fn slashed(path: &Path) -> String {
    path.iter().map(|name| name.to_string_lossy()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Of a folder whose manifests are beside its Dockerfile.
    pub fn scope_of(root: &Path, ignore: &str) -> Scope {
        Scope { root: root.to_owned(), ignore: Ignore::parse(ignore), sources: vec![PathBuf::new()] }
    }

    fn scope(ignore: &str, sources: &[&str]) -> Scope {
        Scope { sources: sources.iter().map(PathBuf::from).collect(), ..scope_of(Path::new("/app"), ignore) }
    }

    #[test]
    fn what_docker_ignores_counts_only_where_the_app_is_read_from_it() {
        let scope = scope("*\n!*.py\n", &["", "k8s"]);
        for path in ["app.py", "Dockerfile", ".dockerignore", "devcluster.yaml", "deployment.yaml", "k8s/a.yml"] {
            assert!(scope.holds(Path::new(path)), "{path}");
        }
        for path in ["notes.txt", "k8s/deep/a.yml", ".app.py.swp", "app.py~", "4913", "sedNmZfXx"] {
            assert!(!scope.holds(Path::new(path)), "{path}");
        }
        assert!(scope.enters(Path::new("k8s")) && !scope.enters(Path::new("web")));
    }

    #[test]
    fn git_is_never_looked_into() {
        let scope = scope("", &[""]);
        assert!(!scope.enters(Path::new(".git")) && !scope.enters(Path::new("lib/.git")));
        assert!(scope.holds(Path::new(".gitignore")));
    }
}
