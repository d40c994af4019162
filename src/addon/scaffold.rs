//! The beginning of an addon of one's own.

use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

use super::AddonError;

static TEMPLATE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates/addon");

/// Writes a small addon that works into a new folder; its files.
pub fn scaffold(folder: &Path) -> Result<Vec<PathBuf>, AddonError> {
    let fail = |path: &Path, source| AddonError::Unreadable { path: path.to_owned(), source };
    if folder.exists() {
        return Err(AddonError::Exists { path: folder.to_owned() });
    }
    std::fs::create_dir_all(folder).map_err(|error| fail(folder, error))?;
    let mut written = Vec::new();
    for file in TEMPLATE.files() {
        let path = folder.join(file.path());
        std::fs::write(&path, file.contents()).map_err(|error| fail(&path, error))?;
        written.push(path);
    }
    written.sort();
    Ok(written)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::addon::check::check;
    use crate::addon::folder::Folder;

    #[test]
    fn what_is_begun_has_no_problems() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("my-addon");
        scaffold(&folder).unwrap();
        let checked = check(&Folder::read(&folder).unwrap()).unwrap();
        assert_eq!(checked.problems, Vec::<String>::new());
        assert!(matches!(scaffold(&folder), Err(AddonError::Exists { .. })));
    }
}
