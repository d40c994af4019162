//! The cache of binaries and build folders: `~/.cache/devcluster/images/NAME/…`, safe to delete at any time.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::image::catalogue::Folder;
use crate::image::error::{ImageError, Result};
use crate::report::Step;

const LOCK_INTERVAL: Duration = Duration::from_millis(100);

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

/// A file that is needed for a while, removed when dropped.
pub struct Scratch(PathBuf);

impl Scratch {
    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_file(&self.0)
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!(path = %self.0.display(), %error, "a file of a build is left");
        }
    }
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

    /// A file beside the binaries for what is made on the way, removed when dropped.
    pub fn scratch(&self, folder: &Folder, name: &str) -> Scratch {
        Scratch(self.root.join(&folder.name).join(name))
    }

    /// Waits until no other process builds this folder.
    pub async fn lock(&self, folder: &Folder, step: &Step) -> Result<Locked> {
        let path = self.root.join(&folder.name).join("lock");
        let open = || -> io::Result<fs::File> {
            fs::create_dir_all(path.parent().unwrap_or(&path))?;
            fs::File::create(&path)
        };
        let file = open().map_err(unwritable(&path))?;
        let mut told = false;
        // Polled, so that an interrupt ends the wait: a thread that waits for a lock can't be ended.
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Locked { _lock: file }),
                Err(fs::TryLockError::WouldBlock) if !told => {
                    step.output("waiting for another process that builds it");
                    told = true;
                }
                Err(fs::TryLockError::WouldBlock) => tokio::time::sleep(LOCK_INTERVAL).await,
                Err(fs::TryLockError::Error(source)) => return Err(ImageError::Unwritable { path, source }),
            }
        }
    }

    /// Names this store and a folder in it, on this host: what `lock` keeps to one process.
    pub fn identity(&self, folder: &Folder) -> String {
        let host = fs::read_to_string("/etc/hostname").unwrap_or_default();
        format!("{}:{}", host.trim(), self.root.join(&folder.name).display())
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
