//! Config files as people write them, one a case: `valid/` loads, `invalid/` says what is wrong. The JSON schema agrees
//! with both: it refuses `invalid/structure/`; what only devcluster can find is in `invalid/meaning/`.

mod check;
mod commands;
mod overrides;
mod schema;

use std::path::{Path, PathBuf};

/// The samples of a folder, by name.
fn samples(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/config").join(folder);
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .expect("the folder of samples")
        .map(|entry| entry.expect("a sample").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
        .collect();
    files.sort();
    assert!(files.len() > 5, "found only {files:?}");
    files
}

/// A sample's name, `ports`.
fn name(path: &Path) -> String {
    path.file_stem().expect("a file").to_string_lossy().into_owned()
}
