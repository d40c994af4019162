//! Brings the baked images of this node image into a volume that another node image has filled, through containerd's API.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;
use serde_json::json;

use super::baked_images::{self, MARKER, Remaining};
use crate::baked::{self, BLOBS, CONTAINERD, Image, Index, SNAPSHOTS, Snapshot};
use crate::error::Error;
use crate::process::Reaper;
use crate::{ctr, files, log};

const WORK: &str = "/run/devcluster/adopt";

/// Needs a running containerd. Images that went out of use since are forgotten; containerd then frees what is theirs.
pub fn adopt(remaining: &Remaining, reaper: &Reaper) -> Result<(), Error> {
    let known = remaining.former.as_ref().map_or(&[][..], |former| &former.images);
    for image in remaining.index.images.iter().filter(|image| !known.contains(image)) {
        log::line(&format!("adopting {}", image.reference));
        import_metadata(image, reaper)?;
        if ctr::run(reaper, &["snapshots", "info", &image.chain_id]).is_err() {
            import_snapshot(&image.chain_id, remaining, reaper)?;
        }
        // This reference keeps the snapshot as long as the image is there.
        let reference = format!("containerd.io/gc.ref.snapshot.overlayfs={}", image.chain_id);
        ctr::run(reaper, &["content", "label", &image.config, &reference])?;
    }
    for image in known.iter().filter(|image| !is_named(&remaining.index, &image.reference)) {
        log::line(&format!("forgetting {}", image.reference));
        ctr::run(reaper, &["images", "rm", &image.reference])?;
    }
    fs::copy(baked::index(), Path::new(CONTAINERD).join(MARKER)).map_err(Error::file("copy", baked::index()))?;
    files::remove_folder(WORK)
}

fn is_named(index: &Index, reference: &str) -> bool {
    index.images.iter().any(|image| image.reference == reference)
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Manifest {
    media_type: String,
}

/// Imports an archive without layers: the image with its manifest and configuration, replacing one of the same name.
fn import_metadata(image: &Image, reaper: &Reaper) -> Result<(), Error> {
    let (blobs, archive) = (Path::new(WORK).join("layout/blobs/sha256"), Path::new(WORK).join("image.tar"));
    files::remove_folder(WORK)?;
    files::make_folder(&blobs)?;
    let source = baked::metadata().join(BLOBS);
    for digest in [&image.manifest, &image.config] {
        let blob = baked::blob(&source, digest);
        fs::copy(&blob, baked::blob(&blobs, digest)).map_err(Error::file("copy", &blob))?;
    }
    let manifest = baked::blob(&blobs, &image.manifest);
    let size = fs::metadata(&manifest).map_err(Error::file("look at", &manifest))?.len();
    let index = json!({
        "schemaVersion": 2,
        "manifests": [{
            "mediaType": files::read_json::<Manifest>(&manifest)?.media_type,
            "digest": image.manifest,
            "size": size,
            "annotations": {"io.containerd.image.name": image.reference},
        }],
    });
    let layout = Path::new(WORK).join("layout");
    files::write(layout.join("index.json"), &index.to_string())?;
    files::write(layout.join("oci-layout"), r#"{"imageLayoutVersion":"1.0.0"}"#)?;
    reaper.run(Command::new("tar").arg("-cf").arg(&archive).arg("-C").arg(&layout).arg("."))?;
    let archive = archive.display().to_string();
    let pinned = "io.cri-containerd.pinned=pinned";
    // --all-platforms, since what is asked is what is there; --local, since only it takes an image without its layers.
    ctr::run(reaper, &["images", "import", "--local", "--no-unpack", "--all-platforms", "--label", pinned, &archive])?;
    Ok(())
}

/// Registers a baked snapshot: prepares an empty one, puts the baked one in its place, and commits it.
fn import_snapshot(chain_id: &str, remaining: &Remaining, reaper: &Reaper) -> Result<(), Error> {
    let key = format!("devcluster-adopt-{chain_id}");
    // One that an interrupted boot left.
    let _ = ctr::run(reaper, &["snapshots", "rm", &key]);
    ctr::run(reaper, &["snapshots", "prepare", &key])?;
    let mounts = ctr::run(reaper, &["snapshots", "mounts", "/unused", &key])?;
    let number = snapshot_number(&mounts)
        .ok_or_else(|| Error::Unfit(format!("no snapshot folder is named in `{}`", mounts.trim())))?;
    let folder: PathBuf = Path::new(CONTAINERD).join(SNAPSHOTS);
    files::remove_folder(folder.join(&number))?;
    let snapshot = Snapshot { chain_id: chain_id.to_owned(), number };
    baked_images::place(&snapshot, &folder, remaining.placing, reaper)?;
    ctr::run(reaper, &["snapshots", "commit", chain_id, &key])?;
    Ok(())
}

/// The number in `mount -t bind /var/lib/containerd/…/snapshots/12/fs /unused -o rw,rbind`.
fn snapshot_number(mounts: &str) -> Option<String> {
    let after = mounts.split_once("/snapshots/")?.1;
    let number = after.split_once("/fs")?.0;
    number.bytes().all(|byte| byte.is_ascii_digit()).then(|| number.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_snapshot_number() {
        let mounts = "mount -t bind /var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/12/fs /unused -o rw,rbind\n";
        assert_eq!(snapshot_number(mounts), Some("12".into()));
        assert_eq!(snapshot_number("mount -t tmpfs"), None);
    }
}
