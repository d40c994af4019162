//! Which files of an app count: what its builds can see, and what the app itself is read from.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::builds::BuildFolder;
use super::place::{plain, seen_from};
use super::sources::Sources;
use crate::app::{AppFile, ImageSpec};

/// What is looked at. Files are called by their paths from the app's folder, with `..` where they are elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// The app's folder, whole.
    pub root: PathBuf,
    builds: Vec<BuildFolder>,
    sources: Sources,
}

impl Scope {
    /// Of an app in a folder by its whole path, as its files are now.
    pub fn of(app: &AppFile) -> Self {
        let builds = match &app.images {
            Some(images) => images.iter().map(BuildFolder::of).collect(),
            None => vec![BuildFolder::of(&ImageSpec::of_folder("", &app.folder))],
        };
        Self { root: app.folder.clone(), builds, sources: Sources::of(app) }
    }

    /// Whether a file counts.
    pub fn holds(&self, path: &Path) -> bool {
        let is_of_git = || path.iter().any(|name| name == ".git");
        !is_left_by_an_editor(path) && (self.may_be_source(path) || (self.is_in_build(path) && !is_of_git()))
    }

    /// Whether there may be files that count in a folder.
    pub fn enters(&self, folder: &Path) -> bool {
        if folder.as_os_str().is_empty() {
            return true;
        }
        let whole = self.whole(folder);
        // By another of its names it would be looked at twice.
        let is_its_name = seen_from(&self.root, &whole) == folder;
        let is_git = folder.file_name().is_some_and(|name| name == ".git");
        !is_git && is_its_name && (self.sources.enters(&whole) || self.builds.iter().any(|build| build.enters(&whole)))
    }

    /// Folders outside of the app's that are looked at, too.
    pub fn outside(&self) -> BTreeSet<PathBuf> {
        let builds = self.builds.iter().flat_map(|build| [build.folder(), build.dockerfile()]);
        let places = self.sources.places().map(PathBuf::as_path).chain(builds);
        let folders = places.filter_map(|place| if place.is_dir() { Some(place) } else { place.parent() });
        let outside = folders.filter(|folder| !folder.starts_with(&self.root));
        outside.map(|folder| seen_from(&self.root, folder)).collect()
    }

    /// Whether a build can see a file: whether a change of it may change an image.
    pub fn is_in_build(&self, path: &Path) -> bool {
        let whole = self.whole(path);
        self.builds.iter().any(|build| build.sees(&whole))
    }

    /// Whether docker itself reads a file for a build.
    pub fn is_of_the_build(&self, path: &Path) -> bool {
        let whole = self.whole(path);
        self.builds.iter().any(|build| build.is_read_always(&whole))
    }

    /// Whether the app is read from a file for sure.
    pub fn is_source(&self, path: &Path) -> bool {
        self.sources.has(&self.whole(path))
    }

    /// Whether it may be.
    pub fn may_be_source(&self, path: &Path) -> bool {
        self.sources.may_have(&self.whole(path))
    }

    /// Whether a file that is a source is nothing else.
    pub fn is_only_source(&self, path: &Path) -> bool {
        self.sources.is_only_source(&self.whole(path))
    }

    fn whole(&self, path: &Path) -> PathBuf {
        plain(&self.root.join(path))
    }
}

/// Files that editors leave for a moment, or as long as a file is open.
fn is_left_by_an_editor(path: &Path) -> bool {
    let Some(name) = path.file_name().map(|name| name.to_string_lossy()) else { return false };
    let is_swap = || {
        let end = name.rsplit_once('.').map_or("", |(_, end)| end);
        name.starts_with('.') && end.len() == 3 && end.starts_with("sw")
    };
    // What `sed -i` writes first is called sed and six more.
    let is_seds = || {
        let random = name.strip_prefix("sed").unwrap_or_default();
        let is_word = random.bytes().all(|byte| byte.is_ascii_lowercase());
        random.len() == 6 && !is_word && random.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    let is_named = name == "4913" || name == ".DS_Store" || name.contains("___jb_");
    is_named || name.ends_with('~') || name.starts_with(".#") || is_swap() || is_seds()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::app::Opening;

    /// Of a folder whose manifests are beside its Dockerfile.
    pub fn scope_of(root: &Path, ignore: &str) -> Scope {
        let file = AppFile {
            folder: root.to_owned(),
            name: "app".into(),
            namespace: "default".into(),
            images: Some(Vec::new()),
            sources: Vec::new(),
            open: Opening::default(),
            registry: None,
            sync: Vec::new(),
            finds_sources: true,
        };
        Scope { builds: vec![BuildFolder::for_tests(root, ignore)], ..Scope::of(&file) }
    }

    #[test]
    fn what_docker_ignores_counts_only_where_the_app_is_read_from_it() {
        let scope = scope_of(Path::new("/app"), "*\n!*.py\n");
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
        let scope = scope_of(Path::new("/app"), "");
        assert!(!scope.enters(Path::new(".git")) && !scope.enters(Path::new("lib/.git")));
        assert!(scope.holds(Path::new(".gitignore")));
    }

    #[test]
    fn each_build_sees_its_own_folder() {
        let root = Path::new("/home/me/app");
        let builds = vec![
            BuildFolder::for_tests(&root.join("web"), "node_modules\n"),
            BuildFolder::for_tests(Path::new("/home/me/shared"), ""),
        ];
        let scope = Scope { builds, ..scope_of(root, "") };
        for path in ["web/a.js", "web/Dockerfile", "../shared/a.py"] {
            assert!(scope.holds(Path::new(path)) && scope.is_in_build(Path::new(path)), "{path}");
        }
        for path in ["a.py", "web/node_modules/a.js", "../other/a.py", "../app/web/a.js/../../../../other"] {
            assert!(!scope.holds(Path::new(path)), "{path}");
        }
        assert!(scope.enters(Path::new("..")) && scope.enters(Path::new("../shared")));
        assert!(!scope.enters(Path::new("../app")) && !scope.enters(Path::new("../other")));
    }
}
