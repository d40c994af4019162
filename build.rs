//! Puts the sources of `images/` into the binary, so that it can build images without a checkout, and the names of the
//! folders in `addons/`, by which a config is checked.

use std::error::Error;
use std::fmt::Write;
use std::path::{Path, PathBuf};

#[path = "src/image/source_files.rs"]
mod source_files;

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?).join("images");
    let mut table = String::from("&[\n");
    let mut folders = std::collections::BTreeSet::from([root.clone()]);
    for file in source_files::list(&root)? {
        let path = root.join(&file.path);
        writeln!(table, "    ({:?}, {}, include_bytes!({path:?})),", file.path, file.executable)?;
        folders.extend(path.ancestors().skip(1).take_while(|folder| *folder != root).map(Path::to_path_buf));
    }
    table.push(']');
    // A folder's own time changes when files come and go; include_bytes! watches their contents.
    for folder in folders {
        println!("cargo::rerun-if-changed={}", folder.display());
    }
    println!("cargo::rerun-if-changed=src/image/source_files.rs");
    write_addon_names()?;
    std::fs::write(PathBuf::from(std::env::var("OUT_DIR")?).join("images.rs"), table)?;
    Ok(())
}

fn write_addon_names() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?).join("addons");
    println!("cargo::rerun-if-changed={}", root.display());
    let mut names = Vec::new();
    for entry in std::fs::read_dir(&root)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            // The folders' contents are in the binary too, by include_dir, which does not watch them.
            println!("cargo::rerun-if-changed={}", entry.path().display());
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    std::fs::write(PathBuf::from(std::env::var("OUT_DIR")?).join("addon_names.rs"), format!("&{names:?}"))?;
    Ok(())
}
