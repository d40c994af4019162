//! What the builds of an app's images see, each by its own folder and .dockerignore.

use std::path::{Path, PathBuf};

use super::ignore::{self, Ignore};
use super::place::{plain, slashed};
use crate::app::ImageSpec;

/// What the build of an image sees. Paths are whole ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuildFolder {
    folder: PathBuf,
    dockerfile: PathBuf,
    ignore: Ignore,
}

impl BuildFolder {
    /// Of an image, by the .dockerignore as it is now.
    pub fn of(image: &ImageSpec) -> Self {
        let folder = plain(&image.context);
        let ignore = Ignore::of(&folder);
        Self { folder, dockerfile: plain(&image.dockerfile), ignore }
    }

    #[cfg(test)]
    pub fn for_tests(folder: &Path, ignore: &str) -> Self {
        Self { folder: folder.to_owned(), dockerfile: folder.join("Dockerfile"), ignore: Ignore::parse(ignore) }
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The Dockerfile may be elsewhere.
    pub fn dockerfile(&self) -> &Path {
        &self.dockerfile
    }

    /// Whether a change of a file may change the image.
    pub fn sees(&self, path: &Path) -> bool {
        let is_seen = || self.below(path).is_some_and(|below| !self.ignore.ignores(&slashed(below)));
        self.is_read_always(path) || is_seen()
    }

    /// What docker reads for a build whether it is ignored or not.
    pub fn is_read_always(&self, path: &Path) -> bool {
        path == self.dockerfile || self.below(path) == Some(Path::new(ignore::FILE))
    }

    /// Whether a file that it sees may be in a folder, or is reached by it.
    pub fn enters(&self, folder: &Path) -> bool {
        let may_hold = |below: &Path| below.as_os_str().is_empty() || !self.ignore.ignores_all_of(&slashed(below));
        self.folder.starts_with(folder)
            || self.dockerfile.starts_with(folder)
            || self.below(folder).is_some_and(may_hold)
    }

    fn below<'path>(&self, path: &'path Path) -> Option<&'path Path> {
        path.strip_prefix(&self.folder).ok()
    }
}
