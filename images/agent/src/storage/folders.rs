//! The volumes' folders: all below one root, each with the name of its volume. Nothing else is ever touched.

use std::fs::{self, DirBuilder, Permissions};
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};

use super::error::StorageError;
use crate::error::Error;
use crate::files;
use crate::init::mount_table;

/// On the node's volume for kubelet, so that data outlives the node's container. kubelet leaves folders alone that it
/// did not make.
pub const ROOT: &str = "/var/lib/kubelet/devcluster-volumes";
/// Begins the name of a folder that is being removed. No volume's name begins with a dot.
const TRASH: &str = ".removing-";

#[derive(Debug, Clone)]
pub struct Folders {
    root: PathBuf,
}

impl Folders {
    /// Only root reaches the volumes on the node itself: pods get theirs mounted.
    pub fn prepare(root: impl Into<PathBuf>) -> Result<Self, Error> {
        let root = root.into();
        let made = DirBuilder::new().recursive(true).mode(0o700).create(&root);
        made.map_err(Error::file("make the folder", &root))?;
        Ok(Self { root })
    }

    /// Where the folder of a volume is.
    pub fn path(&self, volume: &str) -> Result<PathBuf, StorageError> {
        if is_volume_name(volume) { Ok(self.root.join(volume)) } else { Err(StorageError::Name(volume.to_owned())) }
    }

    /// Makes a folder that any user can write to: the pods decide who they are. One that is there stays as it is.
    pub fn make(&self, volume: &str) -> Result<PathBuf, StorageError> {
        let path = self.path(volume)?;
        match fs::create_dir(&path) {
            // The mode at creation is cut by the umask.
            Ok(()) => fs::set_permissions(&path, Permissions::from_mode(0o777))
                .map_err(Error::file("change the mode of", &path))?,
            Err(error) if error.kind() == ErrorKind::AlreadyExists => check_is_folder(&path)?,
            Err(error) => return Err(Error::file("make the folder", &path)(error).into()),
        }
        Ok(path)
    }

    /// Removes a folder and all in it; none being there is fine. It is renamed first, so that one that is half removed
    /// is never taken for a volume. What symbolic links in it point to stays.
    pub fn remove(&self, volume: &str) -> Result<(), StorageError> {
        let path = self.path(volume)?;
        let trash = self.root.join(format!("{TRASH}{volume}"));
        if path.symlink_metadata().is_ok() {
            check_is_folder(&path)?;
            check_nothing_is_mounted(&path)?;
            self.remove_trash(&trash)?;
            files::rename(&path, &trash)?;
        }
        self.remove_trash(&trash)
    }

    fn remove_trash(&self, trash: &Path) -> Result<(), StorageError> {
        check_nothing_is_mounted(trash)?;
        Ok(files::remove_folder(trash)?)
    }

    /// Removes the folder of a volume where nothing is in it.
    pub fn remove_empty(&self, volume: &str) -> Result<(), StorageError> {
        let path = self.path(volume)?;
        match fs::remove_dir(&path) {
            Err(error) if !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::DirectoryNotEmpty) => {
                Err(Error::file("remove", &path)(error).into())
            }
            _ => Ok(()),
        }
    }

    /// The volumes that have a folder, and those whose removal was begun.
    pub fn volumes(&self) -> Result<(Vec<String>, Vec<String>), Error> {
        let paths = files::list(&self.root)?;
        let names: Vec<_> = paths.iter().filter_map(|path| path.file_name()?.to_str()).collect();
        let begun = names.iter().filter_map(|name| name.strip_prefix(TRASH)).map(str::to_owned).collect();
        let volumes = names.into_iter().filter(|name| is_volume_name(name)).map(str::to_owned).collect();
        Ok((volumes, begun))
    }

    /// The volume whose folder a path is, or is in.
    pub fn owner(&self, path: &Path) -> Option<String> {
        Some(path.strip_prefix(&self.root).ok()?.iter().next()?.to_str()?.to_owned())
    }

    /// Bytes that are free for volumes; None where the file system does not tell.
    pub fn free(&self) -> Option<u128> {
        let found = rustix::fs::statvfs(&self.root).ok()?;
        Some(u128::from(found.f_bavail) * u128::from(found.f_frsize))
    }
}

/// Whether it is a name that Kubernetes gives objects (RFC 1123), which leaves no way to another folder.
fn is_volume_name(name: &str) -> bool {
    let is_label = |label: &str| {
        let is_fit = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
        !label.is_empty() && label.chars().all(is_fit) && !label.starts_with('-') && !label.ends_with('-')
    };
    name.len() <= 253 - TRASH.len() && name.split('.').all(is_label)
}

fn check_is_folder(path: &Path) -> Result<(), StorageError> {
    let found = path.symlink_metadata().map_err(Error::file("look at", path))?;
    if found.is_dir() { Ok(()) } else { Err(StorageError::NoFolder(path.to_owned())) }
}

/// A pod that shares its mounts with the node may have mounted something in its volume: a removal would go into that.
fn check_nothing_is_mounted(folder: &Path) -> Result<(), StorageError> {
    let mounts = mount_table::parse(&files::read("/proc/self/mountinfo")?);
    match mounts.into_iter().find(|mount| mount.path.starts_with(folder)) {
        Some(mount) => Err(StorageError::Mounted { folder: folder.to_owned(), mounted: mount.path }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use tempfile::TempDir;

    use super::*;

    fn folders() -> (TempDir, Folders) {
        let parent = tempfile::tempdir().unwrap();
        let folders = Folders::prepare(parent.path().join("root")).unwrap();
        (parent, folders)
    }

    #[test]
    fn names_lead_nowhere_else() {
        let (parent, folders) = folders();
        let root = parent.path().join("root");
        assert_eq!(folders.path("pvc-1.a").unwrap(), root.join("pvc-1.a"));
        let long = "a".repeat(250);
        for name in
            ["", ".", "..", "../x", "a/../b", "/etc", "a/b", ".hidden", "a..b", "a.", "-a", "A", "ä", "a\0", &long]
        {
            let error = folders.path(name).unwrap_err();
            assert!(matches!(error, StorageError::Name(_)), "{name}: {error}");
            assert!(
                folders.make(name).is_err() && folders.remove(name).is_err() && folders.remove_empty(name).is_err()
            );
        }
    }

    #[test]
    fn any_user_can_write_and_making_it_twice_keeps_what_is_in_it() {
        let (_parent, folders) = folders();
        let path = folders.make("pvc-1").unwrap();
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o7777, 0o777);
        fs::write(path.join("data"), "kept").unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o2770)).unwrap();
        assert_eq!(folders.make("pvc-1").unwrap(), path);
        assert_eq!(fs::read_to_string(path.join("data")).unwrap(), "kept");
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o7777, 0o2770);
    }

    #[test]
    fn removal_leaves_what_links_point_to() {
        let (parent, folders) = folders();
        let outside = parent.path().join("outside");
        files::write(outside.join("file"), "kept").unwrap();
        let path = folders.make("pvc-1").unwrap();
        fs::create_dir_all(path.join("deep/er")).unwrap();
        symlink(&outside, path.join("deep/link")).unwrap();
        folders.remove("pvc-1").unwrap();
        folders.remove("pvc-1").unwrap();
        assert_eq!(folders.volumes().unwrap(), (vec![], vec![]));
        assert!(outside.join("file").exists());
    }

    #[test]
    fn a_link_in_place_of_a_folder_is_refused() {
        let (parent, folders) = folders();
        let outside = parent.path().join("outside");
        fs::create_dir(&outside).unwrap();
        symlink(&outside, parent.path().join("root/pvc-1")).unwrap();
        for refused in [folders.make("pvc-1").map(drop), folders.remove("pvc-1")] {
            assert!(matches!(refused, Err(StorageError::NoFolder(_))), "{refused:?}");
        }
        assert!(outside.exists());
    }

    #[test]
    fn a_removal_that_was_cut_short_is_taken_up_again() {
        let (parent, folders) = folders();
        let trash = parent.path().join("root/.removing-pvc-1");
        fs::create_dir(&trash).unwrap();
        folders.make("pvc-2").unwrap();
        assert_eq!(folders.volumes().unwrap(), (vec!["pvc-2".to_owned()], vec!["pvc-1".to_owned()]));
        folders.remove("pvc-1").unwrap();
        assert!(!trash.exists());
    }

    #[test]
    fn only_empty_folders_are_removed_as_empty() {
        let (_parent, folders) = folders();
        for volume in ["empty", "full"] {
            folders.make(volume).unwrap();
        }
        fs::write(folders.path("full").unwrap().join("data"), "kept").unwrap();
        for volume in ["empty", "full", "absent"] {
            folders.remove_empty(volume).unwrap();
        }
        assert_eq!(folders.volumes().unwrap().0, ["full"]);
    }
}
