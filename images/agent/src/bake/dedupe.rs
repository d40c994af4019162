//! Makes identical files of several snapshots one file: the Kubernetes binary of 139 MB is in two of them.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{BufReader, Read};
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::{Path, PathBuf};

use rustix::fs::lgetxattr;

use crate::error::Error;
use crate::files;

/// Smaller files are not worth a comparison.
const SMALLEST: u64 = 4096;

/// Files can only be one where all that a container sees of them is equal. The time of change is left out of this: it
/// differs by the order of the build, and nothing in these images reads it.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Likeness {
    size: u64,
    mode: u32,
    owner: (u32, u32),
}

/// Hard-links identical files below a folder. Whiteouts are refused: on a node a snapshot is the lowest one, where they
/// would show up as devices.
pub fn link_identical(folder: &Path) -> Result<(), Error> {
    let mut alike: HashMap<Likeness, Vec<PathBuf>> = HashMap::new();
    walk(folder, &mut |path, metadata| {
        if metadata.file_type().is_char_device() && metadata.rdev() == 0 {
            return Err(Error::Unfit(format!("`{}` is a whiteout", path.display())));
        }
        if metadata.is_file() && metadata.len() >= SMALLEST && !has_capabilities(path) {
            let likeness =
                Likeness { size: metadata.len(), mode: metadata.mode(), owner: (metadata.uid(), metadata.gid()) };
            link_to_first_identical(path, metadata, alike.entry(likeness).or_default())?;
        }
        Ok(())
    })
}

fn link_to_first_identical(path: &Path, metadata: &fs::Metadata, candidates: &mut Vec<PathBuf>) -> Result<(), Error> {
    for candidate in candidates.iter() {
        let other = fs::symlink_metadata(candidate).map_err(Error::file("look at", candidate))?;
        if (other.dev(), other.ino()) == (metadata.dev(), metadata.ino()) {
            return Ok(());
        }
        if has_same_bytes(path, candidate).map_err(Error::file("compare", path))? {
            let partial = path.with_added_extension("devcluster-partial");
            fs::hard_link(candidate, &partial).map_err(Error::file("link", candidate))?;
            return files::rename(&partial, path);
        }
    }
    candidates.push(path.to_path_buf());
    Ok(())
}

fn walk(folder: &Path, visit: &mut impl FnMut(&Path, &fs::Metadata) -> Result<(), Error>) -> Result<(), Error> {
    for path in files::list(folder)? {
        let metadata = fs::symlink_metadata(&path).map_err(Error::file("look at", &path))?;
        visit(&path, &metadata)?;
        if metadata.is_dir() {
            walk(&path, visit)?;
        }
    }
    Ok(())
}

fn has_same_bytes(one: &Path, other: &Path) -> std::io::Result<bool> {
    let (mut one, mut other) = (BufReader::new(File::open(one)?), BufReader::new(File::open(other)?));
    let (mut left, mut right) = (vec![0; 1 << 16], vec![0; 1 << 16]);
    loop {
        let length = one.read(&mut left)?;
        if length == 0 {
            return Ok(true);
        }
        other.read_exact(&mut right[..length])?;
        if left[..length] != right[..length] {
            return Ok(false);
        }
    }
}

fn has_capabilities(path: &Path) -> bool {
    lgetxattr(path, "security.capability", &mut [0_u8; 64]).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_files_that_are_alike_in_all_but_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let inode = |name: &str| fs::metadata(path(name)).unwrap().ino();
        let large = "x".repeat(5000);
        files::write(path("one/kubelet"), &large).unwrap();
        files::write(path("two/kube-proxy"), &large).unwrap();
        files::write(path("two/other"), &large.replace('x', "y")).unwrap();
        files::write(path("two/small-a"), "x").unwrap();
        files::write(path("two/small-b"), "x").unwrap();
        link_identical(folder.path()).unwrap();
        assert_eq!(inode("one/kubelet"), inode("two/kube-proxy"));
        assert_ne!(inode("one/kubelet"), inode("two/other"));
        assert_ne!(inode("two/small-a"), inode("two/small-b"));
        assert_eq!(fs::read_dir(path("two")).unwrap().count(), 4);
    }
}
