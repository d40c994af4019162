//! The cache of binaries and build folders: `~/.cache/devcluster/images/NAME/…`, safe to delete at any time.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::image::catalogue::Folder;
use crate::image::error::{ImageError, Result};

/// Where binaries for one machine type are kept.
#[derive(Debug, Clone)]
pub struct Store {
    root: PathBuf,
    architecture: String,
}

/// A build folder that only this process uses, until dropped.
pub struct Locked {
    _lock: fs::File,
}

impl Store {
    /// The store below `root` for binaries of `architecture` (Go's name: `amd64`).
    pub fn new(root: PathBuf, architecture: &str) -> Self {
        Self { root, architecture: architecture.to_owned() }
    }

    /// The folder of an image's finished binaries; it is there when they are.
    pub fn binaries(&self, folder: &Folder) -> PathBuf {
        self.root.join(&folder.name).join(format!("bin-{}-{}", folder.hash, self.architecture))
    }

    fn unfinished(&self, folder: &Folder) -> PathBuf {
        self.root.join(&folder.name).join(format!("unfinished-{}", self.architecture))
    }

    /// Where a compiler keeps what it can use again.
    pub fn compiler_cache(&self, folder: &Folder) -> PathBuf {
        self.root.join(&folder.name).join("compiler")
    }

    /// A file beside the binaries, for what is made on the way.
    pub fn scratch(&self, folder: &Folder, name: &str) -> PathBuf {
        self.root.join(&folder.name).join(name)
    }

    /// Waits until no other process builds this folder.
    pub async fn lock(&self, folder: &Folder) -> Result<Locked> {
        let path = self.root.join(&folder.name).join("lock");
        let locking = path.clone();
        let locked = tokio::task::spawn_blocking(move || -> io::Result<fs::File> {
            fs::create_dir_all(locking.parent().unwrap_or(&locking))?;
            let file = fs::File::create(&locking)?;
            file.lock()?;
            Ok(file)
        });
        match locked.await {
            Ok(Ok(file)) => Ok(Locked { _lock: file }),
            Ok(Err(source)) => Err(ImageError::Unwritable { path, source }),
            Err(join) => Err(ImageError::Unwritable { path, source: io::Error::other(join) }),
        }
    }

    /// Writes the folder's sources and says where. Files that are the same are left alone, so that compilers see
    /// what changed.
    pub fn write_sources(&self, folder: &Folder) -> Result<PathBuf> {
        let sources = self.root.join(&folder.name).join("source");
        write_sources(folder, &sources).map_err(unwritable(&sources))?;
        Ok(sources)
    }

    /// Makes an empty folder for the folder's binaries and says where.
    pub fn begin(&self, folder: &Folder) -> Result<PathBuf> {
        let unfinished = self.unfinished(folder);
        empty(&unfinished).map_err(unwritable(&unfinished))?;
        Ok(unfinished)
    }

    /// Makes the links, gives finished binaries their place and removes those of older sources.
    pub fn finish(&self, folder: &Folder) -> Result<()> {
        let (unfinished, finished) = (self.unfinished(folder), self.binaries(folder));
        let keep = || -> io::Result<()> {
            for (name, binary) in &folder.recipe.links {
                std::os::unix::fs::symlink(binary, unfinished.join(name))?;
            }
            if finished.exists() {
                fs::remove_dir_all(&finished)?;
            }
            fs::rename(&unfinished, &finished)?;
            let suffix = format!("-{}", self.architecture);
            for entry in fs::read_dir(finished.parent().unwrap_or(&finished))? {
                let entry = entry?;
                let name = entry.file_name().to_string_lossy().into_owned();
                if name.starts_with("bin-") && name.ends_with(&suffix) && entry.path() != finished {
                    fs::remove_dir_all(entry.path())?;
                }
            }
            Ok(())
        };
        keep().map_err(unwritable(&finished))
    }
}

/// Wraps an error of writing below `path`.
pub fn unwritable(path: &Path) -> impl FnOnce(io::Error) -> ImageError {
    let path = path.to_path_buf();
    move |source| ImageError::Unwritable { path, source }
}

fn empty(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => fs::create_dir_all(folder),
    }
}

fn write_sources(folder: &Folder, target: &Path) -> io::Result<()> {
    fs::create_dir_all(target)?;
    remove_unknown(folder, target, target)?;
    for file in &folder.files {
        let path = target.join(&file.path);
        if fs::read(&path).is_ok_and(|content| content == *file.content) {
            continue;
        }
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(&path, &file.content)?;
    }
    Ok(())
}

fn remove_unknown(folder: &Folder, root: &Path, directory: &Path) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().into_owned();
        if path.is_dir() {
            remove_unknown(folder, root, &path)?;
        } else if !folder.files.iter().any(|file| file.path == name) {
            fs::remove_file(&path)?;
        }
    }
    Ok(())
}
