//! Removes files, and folders that have become empty.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use crate::error::Error;

/// Removes `paths` in their order. What is not there and folders that hold something else are left.
pub fn remove_all(paths: &[PathBuf]) -> Result<(), Error> {
    paths.iter().try_for_each(|path| remove(path).or_else(leave).map_err(Error::file("remove", path)))
}

fn remove(path: &Path) -> io::Result<()> {
    if path.symlink_metadata()?.is_dir() { fs::remove_dir(path) } else { fs::remove_file(path) }
}

fn leave(error: io::Error) -> io::Result<()> {
    match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::DirectoryNotEmpty => Ok(()),
        _ => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_go_when_they_are_empty() {
        let root = tempfile::tempdir().unwrap();
        let path = |name: &str| root.path().join(name);
        fs::create_dir_all(path("lib/deep")).unwrap();
        for file in ["lib/a", "lib/deep/b", "c"] {
            fs::write(path(file), "").unwrap();
        }
        remove_all(&["lib/deep/b", "lib/deep", "lib", "c", "c/gone", "gone"].map(path)).unwrap();
        assert!(path("lib/a").exists() && !path("lib/deep").exists() && !path("c").exists());
    }
}
