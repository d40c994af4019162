//! File operations with errors that name the path.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::Path;

use serde::de::DeserializeOwned;

use crate::error::Error;

pub fn read(path: impl AsRef<Path>) -> Result<String, Error> {
    fs::read_to_string(&path).map_err(Error::file("read", path))
}

pub fn read_json<T: DeserializeOwned>(path: impl AsRef<Path>) -> Result<T, Error> {
    let text = read(&path)?;
    serde_json::from_str(&text).map_err(|source| Error::Json { path: path.as_ref().to_path_buf(), source })
}

/// Writes a file and the folders above it.
pub fn write(path: impl AsRef<Path>, text: &str) -> Result<(), Error> {
    if let Some(folder) = path.as_ref().parent() {
        make_folder(folder)?;
    }
    fs::write(&path, text).map_err(Error::file("write", path))
}

/// Writes over a file that is there, which stays the same file (and as long as it was, where that was longer).
pub fn overwrite(path: &Path, text: &str) -> Result<(), Error> {
    let file = fs::OpenOptions::new().write(true).open(path);
    file.and_then(|mut file| file.write_all(text.as_bytes())).map_err(Error::file("write over", path))
}

pub fn make_folder(path: impl AsRef<Path>) -> Result<(), Error> {
    fs::create_dir_all(&path).map_err(Error::file("make the folder", path))
}

pub fn rename(from: &Path, to: &Path) -> Result<(), Error> {
    fs::rename(from, to).map_err(Error::file("rename", from))
}

/// Removes a folder and all in it; none being there is fine.
pub fn remove_folder(path: impl AsRef<Path>) -> Result<(), Error> {
    match fs::remove_dir_all(&path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(Error::file("remove", path)(error)),
        _ => Ok(()),
    }
}

/// The paths in a folder, sorted; none where there is no such folder.
pub fn list(path: impl AsRef<Path>) -> Result<Vec<std::path::PathBuf>, Error> {
    let entries = match fs::read_dir(&path) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Error::file("list", path)(error)),
    };
    let mut paths = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()
        .map_err(Error::file("list", path))?;
    paths.sort();
    Ok(paths)
}

/// Removes a file; none being there is fine.
pub fn remove_file(path: impl AsRef<Path>) -> Result<(), Error> {
    match fs::remove_file(&path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(Error::file("remove", path)(error)),
        _ => Ok(()),
    }
}
