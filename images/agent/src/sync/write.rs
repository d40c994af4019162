//! Writes the files of an archive below the root, each in one step: a reader sees the old file or the new one.

use std::fs::{self, File, Metadata, OpenOptions, Permissions};
use std::io::{self, Read};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt, chown, fchown, lchown, symlink};
use std::path::{Path, PathBuf};

use tar::{Archive, EntryType};

use crate::error::Error;
use crate::files;

/// Writes all regular files and symbolic links of `archive` below `root`.
pub fn write_all(archive: &[u8], root: &Path) -> Result<(), Error> {
    let unreadable = || Error::file("read the archive for", root);
    let mut archive = Archive::new(archive);
    for entry in archive.entries().map_err(unreadable())? {
        let mut entry = entry.map_err(unreadable())?;
        let path = root.join(entry.path().map_err(unreadable())?);
        match entry.header().entry_type() {
            EntryType::Regular => {
                let mode = entry.header().mode().map_err(unreadable())?;
                replace(&path, |temporary, owner| write_file(temporary, owner, mode, &mut entry))?;
            }
            EntryType::Symlink => {
                let target = entry.link_name().map_err(unreadable())?.unwrap_or_default();
                replace(&path, |temporary, owner| {
                    symlink(&target, temporary)?;
                    lchown(temporary, Some(owner.uid()), Some(owner.gid()))
                })?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// Makes a file beside `path` and puts it in its place. Its owner is that of what it replaces, else that of the folder.
fn replace(path: &Path, make: impl FnOnce(&Path, &Metadata) -> io::Result<()>) -> Result<(), Error> {
    let folder = path.parent().unwrap_or(Path::new("/"));
    let owner = make_folders(folder)?;
    let owner = path.symlink_metadata().unwrap_or(owner);
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let temporary = folder.join(format!(".{name}.devcluster-sync"));
    // One that was left by a sync that was killed.
    files::remove_file(&temporary)?;
    let made = make(&temporary, &owner).and_then(|()| fs::rename(&temporary, path));
    made.map_err(|error| {
        // The error that counts is the first.
        let _ = fs::remove_file(&temporary);
        Error::file("write", path)(error)
    })
}

fn write_file(path: &Path, owner: &Metadata, mode: u32, content: &mut impl Read) -> io::Result<()> {
    let mut file: File = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    io::copy(content, &mut file)?;
    fchown(&file, Some(owner.uid()), Some(owner.gid()))?;
    // After the owner: a change of owner takes the set-user-ID bit away.
    file.set_permissions(Permissions::from_mode(mode & 0o7777))
}

/// Makes a folder and those above it where they are missing, owned as the one they are made in; what is known of it.
fn make_folders(folder: &Path) -> Result<Metadata, Error> {
    let missing: Vec<PathBuf> =
        folder.ancestors().take_while(|folder| folder.metadata().is_err()).map(Path::to_path_buf).collect();
    for folder in missing.iter().rev() {
        let above = folder.parent().unwrap_or(Path::new("/"));
        let owner = above.metadata().map_err(Error::file("look at", above))?;
        fs::create_dir(folder).map_err(Error::file("make the folder", folder))?;
        chown(folder, Some(owner.uid()), Some(owner.gid())).map_err(Error::file("give away the folder", folder))?;
    }
    folder.metadata().map_err(Error::file("look at", folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn archive(entries: &[(&str, EntryType, u32, &str)]) -> Vec<u8> {
        let mut builder = tar::Builder::new(Vec::new());
        for (path, kind, mode, content) in entries {
            let mut header = tar::Header::new_gnu();
            header.set_entry_type(*kind);
            header.set_mode(*mode);
            if *kind == EntryType::Symlink {
                header.set_size(0);
                builder.append_link(&mut header, path, content).unwrap();
            } else {
                header.set_size(content.len() as u64);
                builder.append_data(&mut header, path, content.as_bytes()).unwrap();
            }
        }
        builder.into_inner().unwrap()
    }

    #[test]
    fn files_and_links_take_the_place_of_what_was_there() {
        let root = tempfile::tempdir().unwrap();
        let path = |name: &str| root.path().join(name);
        fs::create_dir(path("app")).unwrap();
        fs::write(path("app/a.py"), "old").unwrap();
        let reader = File::open(path("app/a.py")).unwrap();
        let entries = [
            ("app/a.py", EntryType::Regular, 0o755, "new"),
            ("app/deep/er/b.py", EntryType::Regular, 0o640, "b"),
            ("app/link", EntryType::Symlink, 0o777, "a.py"),
        ];
        write_all(&archive(&entries), root.path()).unwrap();
        assert_eq!(fs::read_to_string(path("app/a.py")).unwrap(), "new");
        assert_eq!(path("app/a.py").metadata().unwrap().mode() & 0o7777, 0o755);
        assert_eq!(path("app/deep/er/b.py").metadata().unwrap().mode() & 0o7777, 0o640);
        assert_eq!(fs::read_link(path("app/link")).unwrap(), Path::new("a.py"));
        assert_eq!(io::read_to_string(reader).unwrap(), "old");
        assert_eq!(fs::read_dir(path("app")).unwrap().count(), 3, "nothing temporary is left");
    }

    #[test]
    fn what_is_in_the_way_is_named() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir_all(root.path().join("app/a.py/full")).unwrap();
        let error = write_all(&archive(&[("app/a.py", EntryType::Regular, 0o644, "new")]), root.path()).unwrap_err();
        assert!(error.to_string().starts_with("write `"), "{error}");
        assert_eq!(fs::read_dir(root.path().join("app")).unwrap().count(), 1);
    }
}
