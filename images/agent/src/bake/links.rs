//! The node's own binaries that are in an image too: links into the baked snapshots, so that the image holds them once.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use super::request::LinkTarget;
use crate::baked;
use crate::error::Error;
use crate::files;

const MOST_LINKS: usize = 8;

pub fn link(links: &BTreeMap<PathBuf, LinkTarget>, chains: &HashMap<&str, &str>) -> Result<(), Error> {
    for (path, target) in links {
        let chain_id = chains.get(target.reference.as_str()).ok_or_else(|| {
            Error::Unfit(format!("`{}` links to {}, which is not baked", path.display(), target.reference))
        })?;
        hard_link(&resolve(&baked::snapshot(chain_id).join("fs"), &target.path)?, path)?;
    }
    Ok(())
}

/// The file behind a path of an image whose root is `root`, through links as a container would see them.
fn resolve(root: &Path, path: &Path) -> Result<PathBuf, Error> {
    let mut inside = path.to_path_buf();
    for _ in 0..MOST_LINKS {
        let outside = root.join(inside.strip_prefix("/").unwrap_or(&inside));
        let metadata = fs::symlink_metadata(&outside).map_err(Error::file("look at", &outside))?;
        if !metadata.is_symlink() {
            return Ok(outside);
        }
        let target = fs::read_link(&outside).map_err(Error::file("follow", &outside))?;
        // An absolute target takes the place of all before it.
        inside = inside.parent().unwrap_or(Path::new("/")).join(target);
    }
    Err(Error::Unfit(format!("`{}` leads through more than {MOST_LINKS} links", path.display())))
}

fn hard_link(source: &Path, path: &Path) -> Result<(), Error> {
    files::remove_file(path)?;
    if let Some(folder) = path.parent() {
        files::make_folder(folder)?;
    }
    fs::hard_link(source, path).map_err(Error::file("link to", source))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn follows_links_inside_the_image() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("bin/kubernetes");
        files::write(&file, "binary").unwrap();
        symlink("kubernetes", root.path().join("bin/kubelet")).unwrap();
        symlink("/bin/kubelet", root.path().join("kubelet")).unwrap();
        symlink("loop", root.path().join("loop")).unwrap();
        assert_eq!(resolve(root.path(), Path::new("/kubelet")).unwrap(), file);
        assert_eq!(resolve(root.path(), Path::new("/bin/kubernetes")).unwrap(), file);
        assert!(resolve(root.path(), Path::new("/loop")).unwrap_err().to_string().contains("more than 8 links"));
    }
}
