//! Imports archives into containerd, gives the images their names, and lets go of the layers' archives.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use serde::Deserialize;

use super::content;
use super::reference::in_full;
use super::request::{Request, Wanted};
use crate::baked::{BLOBS, CONTAINERD, Image, Index, Snapshot};
use crate::ctr;
use crate::error::Error;
use crate::process::Reaper;

const CRI_LIMIT: Duration = Duration::from_secs(20);
const CRI_INTERVAL: Duration = Duration::from_millis(50);
/// The snapshotter's label for a snapshot's folder.
const UPPER: &str = "containerd.io/snapshot/overlay.upperdir";
/// The CRI plugin's label for images that it has taken in.
const MANAGED: &str = "io.cri-containerd.image=managed";
/// Kubelet removes no image that has this label.
const PINNED: &str = "io.cri-containerd.pinned=pinned";

/// Imports all images; the index lists each snapshot once.
pub fn import(request: &Request, reaper: &Reaper) -> Result<Index, Error> {
    // Images that share layers share an archive: once each, or a later import brings back names that were taken off.
    let archives: BTreeSet<&str> = request.images.iter().map(|wanted| wanted.archive.as_str()).collect();
    for archive in archives {
        let path = Path::new(Request::FOLDER).join(archive).display().to_string();
        ctr::run(reaper, &["images", "import", "--local", &path])?;
    }
    let mut images = Vec::new();
    let mut numbers = BTreeMap::new();
    for wanted in &request.images {
        let image = name(wanted, reaper)?;
        if !numbers.contains_key(&image.chain_id) {
            numbers.insert(image.chain_id.clone(), snapshot_number(&image.chain_id, reaper)?);
        }
        images.push(image);
    }
    let snapshots = numbers.into_iter().map(|(chain_id, number)| Snapshot { chain_id, number }).collect();
    Ok(Index { images, snapshots })
}

/// Gives an imported image its upstream name in place of its own, and pins it.
fn name(wanted: &Wanted, reaper: &Reaper) -> Result<Image, Error> {
    let (reference, own) = (wanted.reference.as_str(), in_full(&wanted.image));
    if own != reference {
        ctr::run(reaper, &["images", "tag", "--force", &own, reference])?;
        ctr::run(reaper, &["images", "rm", &own])?;
    }
    ctr::run(reaper, &["images", "label", reference, PINNED])?;

    let listed = ctr::run(reaper, &["images", "ls", &format!("name=={reference}")])?;
    let digest = listed
        .split_whitespace()
        .find(|word| word.starts_with("sha256:"))
        .ok_or_else(|| Error::Unfit(format!("containerd has no {reference} after its import")))?;
    let facts = content::facts(&Path::new(CONTAINERD).join(BLOBS), digest, content::architecture())?;
    Ok(Image {
        reference: reference.to_owned(),
        manifest: facts.manifest,
        config: facts.config,
        chain_id: facts.chain_id,
    })
}

#[derive(Debug, Deserialize)]
struct SnapshotInfo {
    #[serde(rename = "Labels")]
    labels: BTreeMap<String, String>,
}

/// The number that names a snapshot's folder (`…/snapshots/12/fs`).
fn snapshot_number(chain_id: &str, reaper: &Reaper) -> Result<String, Error> {
    let text = ctr::run(reaper, &["snapshots", "info", chain_id])?;
    serde_json::from_str::<SnapshotInfo>(&text)
        .ok()
        .and_then(|info| {
            let folder = Path::new(info.labels.get(UPPER)?).parent()?;
            Some(folder.file_name()?.to_string_lossy().into_owned())
        })
        .ok_or_else(|| Error::Unfit(format!("no folder is named in snapshot {chain_id}: {text}")))
}

/// Frees the layers' archives, which only cost space beside the snapshots.
///
/// Nothing stands in for them, not even an empty file: that layers are gone after unpacking is a state that containerd
/// knows (the CRI plugin's option `discard_unpacked_layers` leads to it). Its check of images at start takes layers that
/// are not found as fine, as long as manifest, configuration and snapshot are there; a blob of the wrong size would pass
/// too, but would break whoever reads it later. The snapshot stays, since the configuration's label refers to it.
pub fn drop_layers(index: &Index, reaper: &Reaper) -> Result<(), Error> {
    // Ends with a garbage collection, which it waits for.
    ctr::run(reaper, &["content", "prune", "references"])?;
    for image in &index.images {
        ctr::run(reaper, &["snapshots", "info", &image.chain_id])?;
        ctr::run(reaper, &["content", "get", &image.config])?;
    }
    Ok(())
}

/// Waits until the CRI plugin has taken in every image: marked it, and added its ID as a further name.
pub fn wait_for_cri(index: &Index, reaper: &Reaper) -> Result<(), Error> {
    let deadline = Instant::now() + CRI_LIMIT;
    loop {
        let listed = ctr::run(reaper, &["images", "ls"])?;
        let Some(missing) = index.images.iter().find(|image| !is_managed(&listed, image)) else {
            return Ok(());
        };
        if Instant::now() > deadline {
            return Err(Error::Deadline {
                awaited: format!("`{}` taken in by the CRI plugin", missing.reference),
                limit: CRI_LIMIT,
                last_seen: listed,
            });
        }
        thread::sleep(CRI_INTERVAL);
    }
}

fn is_managed(listed: &str, image: &Image) -> bool {
    let has_line =
        |name: &str| listed.lines().any(|line| line.split_whitespace().next() == Some(name) && line.contains(MANAGED));
    has_line(&image.reference) && has_line(&image.config)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sees_when_cri_has_taken_an_image_in() {
        let image = Image {
            reference: "registry.k8s.io/pause:3".into(),
            manifest: "sha256:m".into(),
            config: "sha256:c".into(),
            chain_id: "sha256:l".into(),
        };
        let both = "REF TYPE\nregistry.k8s.io/pause:3 t sha256:m 1 KiB linux/amd64 io.cri-containerd.image=managed\n\
            sha256:c t sha256:m 1 KiB linux/amd64 io.cri-containerd.image=managed\n";
        assert!(is_managed(both, &image));
        let without_id = both.lines().take(2).collect::<Vec<_>>().join("\n");
        assert!(!is_managed(&without_id, &image));
    }
}
