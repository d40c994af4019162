//! Copies what containerd made from its volume to /opt/baked, which becomes part of the node image.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::baked::{self, BLOBS, CONTAINERD, Index, METADATA_DB, SNAPSHOTS, SNAPSHOTS_DB};
use crate::error::Error;
use crate::files;
use crate::process::Reaper;

/// Needs containerd stopped: its bolt files are whole only then.
pub fn lay_out(index: &Index, reaper: &Reaper) -> Result<(), Error> {
    let (volume, metadata) = (Path::new(CONTAINERD), baked::metadata());
    files::remove_folder(baked::FOLDER)?;
    for file in [METADATA_DB, SNAPSHOTS_DB] {
        copy(&volume.join(file), &metadata.join(file))?;
    }
    for blob in files::list(volume.join(BLOBS))? {
        copy(&blob, &metadata.join(blob.strip_prefix(volume).unwrap_or(&blob)))?;
    }
    for snapshot in &index.snapshots {
        let source = volume.join(SNAPSHOTS).join(&snapshot.number).join("fs");
        let target = baked::snapshot(&snapshot.chain_id);
        files::make_folder(&target)?;
        // cp keeps owners, extended attributes and hard links.
        reaper.run(Command::new("cp").arg("--archive").args([&source, &target]))?;
    }
    let text = serde_json::to_string_pretty(index).map_err(|source| Error::Json { path: baked::index(), source })?;
    files::write(baked::index(), &text)
}

fn copy(from: &Path, to: &Path) -> Result<(), Error> {
    if let Some(folder) = to.parent() {
        files::make_folder(folder)?;
    }
    fs::copy(from, to).map(drop).map_err(Error::file("copy", from))
}
