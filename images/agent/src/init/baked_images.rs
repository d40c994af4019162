//! Gives containerd the images that are baked into the node image, before containerd starts.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::overlay;
use crate::baked::{self, BLOBS, CONTAINERD, Index, METADATA_DB, SNAPSHOTS, SNAPSHOTS_DB, Snapshot};
use crate::error::Error;
use crate::process::Reaper;
use crate::{files, log};

/// What a volume got from a node image: a copy of that image's index.
pub const MARKER: &str = "devcluster-baked.json";

/// How the large part, the snapshots, gets into the volume.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placing {
    Link,
    Copy,
}

/// What is left to do once containerd runs.
#[derive(Debug)]
pub struct Remaining {
    pub index: Index,
    /// What the volume got from an older node image; None for one that another containerd has filled.
    pub former: Option<Index>,
    pub placing: Placing,
}

/// Fills a fresh volume. A volume that has these images already is left as it is; one made by another node image is
/// left to [`super::adopt`], since its bolt files hold more than ours.
pub fn provide(reaper: &Reaper) -> Result<Option<Remaining>, Error> {
    if !baked::index().exists() {
        log::line("this node image has no baked images");
        return Ok(None);
    }
    let index: Index = files::read_json(baked::index())?;
    let volume = Path::new(CONTAINERD);
    let placing = placing(&index, volume)?;
    if !volume.join(METADATA_DB).exists() {
        fill(&index, volume, placing, reaper)?;
        return Ok(None);
    }
    let former = former_index(volume);
    if former.as_ref() != Some(&index) {
        return Ok(Some(Remaining { index, former, placing }));
    }
    // Same images, but the volume may come from a host where linking was (im)possible.
    for snapshot in &index.snapshots {
        place(snapshot, &volume.join(SNAPSHOTS), placing, reaper)?;
    }
    Ok(None)
}

/// Makes `snapshots/NUMBER` hold a baked snapshot: a link to it, or a copy.
pub fn place(snapshot: &Snapshot, folder: &Path, placing: Placing, reaper: &Reaper) -> Result<(), Error> {
    let (source, target) = (baked::snapshot(&snapshot.chain_id), folder.join(&snapshot.number));
    match fs::symlink_metadata(&target) {
        // A copy is as good as a link.
        Ok(metadata) if metadata.is_dir() => return Ok(()),
        Ok(_) if placing == Placing::Link && fs::read_link(&target).is_ok_and(|link| link == source) => return Ok(()),
        Ok(_) => fs::remove_file(&target).map_err(Error::file("remove", &target))?,
        Err(_) => {}
    }
    match placing {
        Placing::Link => symlink(&source, &target).map_err(Error::file("link", &target)),
        Placing::Copy => {
            // Under another name until it is whole. cp keeps owners, extended attributes and hard links.
            let partial = folder.join(format!("devcluster-{}.partial", snapshot.number));
            files::remove_folder(&partial)?;
            reaper.run(Command::new("cp").args(["--archive", "--reflink=auto"]).args([&source, &partial]))?;
            files::rename(&partial, &target)
        }
    }
}

fn placing(index: &Index, volume: &Path) -> Result<Placing, Error> {
    let Some(snapshot) = index.snapshots.first() else {
        return Ok(Placing::Link);
    };
    if overlay::can_stack(&baked::snapshot(&snapshot.chain_id).join("fs"), volume)? {
        return Ok(Placing::Link);
    }
    log::line("so the volume holds copies of the baked snapshots: more space, and a slower first start");
    Ok(Placing::Copy)
}

/// The metadata file comes last: as long as it is not there, the next boot begins anew.
fn fill(index: &Index, volume: &Path, placing: Placing, reaper: &Reaper) -> Result<(), Error> {
    let metadata = baked::metadata();
    files::make_folder(volume.join(SNAPSHOTS))?;
    files::make_folder(volume.join(BLOBS))?;
    for snapshot in &index.snapshots {
        place(snapshot, &volume.join(SNAPSHOTS), placing, reaper)?;
    }
    for blob in files::list(metadata.join(BLOBS))? {
        copy(&blob, &volume.join(blob.strip_prefix(&metadata).unwrap_or(&blob)))?;
    }
    copy(&metadata.join(SNAPSHOTS_DB), &volume.join(SNAPSHOTS_DB))?;
    copy(&baked::index(), &volume.join(MARKER))?;
    copy(&metadata.join(METADATA_DB), &volume.join(METADATA_DB))
}

fn copy(from: &Path, to: &Path) -> Result<(), Error> {
    if let Some(folder) = to.parent() {
        files::make_folder(folder)?;
    }
    let partial = PathBuf::from(format!("{}.partial", to.display()));
    fs::copy(from, &partial).map_err(Error::file("copy", from))?;
    files::rename(&partial, to)
}

/// None also for a marker that can't be read: then all images count as new.
fn former_index(volume: &Path) -> Option<Index> {
    files::read_json(volume.join(MARKER)).ok()
}
