//! Which files of `images/` are sources: the same answer for the tree in the binary (build.rs) and for a checkout.

use std::io;
use std::path::Path;

/// A file of an image's folder, by its path below `images/` with `/` between the parts.
pub struct SourceFile {
    pub path: String,
    pub executable: bool,
}

/// Folders that tools fill.
const NO_SOURCES: [&str; 3] = ["dist", "node_modules", "target"];

/// The source files below `root`, sorted by path.
pub fn list(root: &Path) -> io::Result<Vec<SourceFile>> {
    let mut files = Vec::new();
    walk(root, "", &mut files)?;
    files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(files)
}

fn walk(folder: &Path, prefix: &str, files: &mut Vec<SourceFile>) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let kind = entry.file_type()?;
        if name.starts_with('.') || (kind.is_dir() && NO_SOURCES.contains(&name.as_str())) {
            continue;
        }
        let path = format!("{prefix}{name}");
        if kind.is_dir() {
            walk(&entry.path(), &format!("{path}/"), files)?;
        } else if kind.is_file() {
            files.push(SourceFile { path, executable: is_executable(&entry.metadata()?) });
        }
    }
    Ok(())
}

#[cfg(unix)]
fn is_executable(metadata: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    metadata.permissions().mode() & 0o111 != 0
}

#[cfg(not(unix))]
fn is_executable(_: &std::fs::Metadata) -> bool {
    false
}
