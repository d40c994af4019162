//! Files and folders of this machine as one archive for a container.

use std::path::{Path, PathBuf};

use crate::app::AppError;

/// Where the archive is unpacked in the container.
pub const ROOT: &str = "/files";

/// A file or folder and its path below `ROOT`.
pub struct Entry {
    pub name: PathBuf,
    pub path: PathBuf,
}

/// Path in the container of what has `name` in the archive.
pub fn inside(name: &Path) -> String {
    Path::new(ROOT).join(name).display().to_string()
}

/// Packs all entries, readable by everyone; what is linked to goes along as what it is.
pub fn pack(entries: Vec<Entry>) -> Result<Vec<u8>, AppError> {
    let mut archive = tar::Builder::new(Vec::new());
    archive.follow_symlinks(true);
    archive.mode(tar::HeaderMode::Deterministic);
    for Entry { name, path } in entries {
        let name = Path::new(ROOT.trim_start_matches('/')).join(name);
        let packed = match path.is_dir() {
            true => archive.append_dir_all(&name, &path),
            false => archive.append_path_with_name(&path, &name),
        };
        packed.map_err(|source| AppError::Unreadable { path, source })?;
    }
    archive.into_inner().map_err(|source| AppError::Unreadable { path: ROOT.into(), source })
}
