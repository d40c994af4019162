//! A bundle into the engine of this machine: looked through to its end first, so that one that is damaged changes nothing.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use flate2::read::GzDecoder;

use super::BundleError;
use super::manifest::{MANIFEST, Manifest, PROGRAM};
use crate::app::Tools;
use crate::engine::EngineError;
use crate::image::transfer::node_platform;
use crate::image::{Catalogue, NodeImage, node_image};
use crate::report::Step;

const CHUNK: usize = 256 << 10;

/// Loads a bundle; what it has.
pub async fn load(tools: &Tools, path: &Path) -> Result<Manifest, BundleError> {
    let step = Step::start(&tools.reporter, format!("look through {}", path.display()));
    let manifest = read(path)?;
    refuse_others(tools, path, &manifest).await?;
    look_through(path)?;
    step.done();
    let step = Step::start(&tools.reporter, format!("load {} images", manifest.images.len()));
    let loaded = tools.interrupt.run_until_cancelled(tools.engine.load_images(Box::pin(chunks(path)?))).await;
    loaded.ok_or(BundleError::Interrupted)??;
    for name in &manifest.images {
        tools.engine.find_image(name).await?.ok_or_else(|| BundleError::NoImage { name: name.clone() })?;
    }
    step.done();
    Ok(manifest)
}

/// Puts the program that a bundle brings into a folder; its path there.
pub fn install(path: &Path, folder: &Path) -> Result<PathBuf, BundleError> {
    let target = folder.join("devcluster");
    let fail = |source| BundleError::File { path: target.clone(), source };
    std::fs::create_dir_all(folder).map_err(fail)?;
    let mut archive = tar::Archive::new(open(path)?);
    for entry in archive.entries().map_err(damaged(path))? {
        let mut entry = entry.map_err(damaged(path))?;
        if entry.path().map_err(damaged(path))? == Path::new(PROGRAM) {
            // Beside it first: a program that runs can't be written to.
            let new = folder.join(".devcluster.new");
            entry.unpack(&new).map_err(fail)?;
            std::fs::rename(&new, &target).map_err(fail)?;
            return Ok(target);
        }
    }
    Err(BundleError::NotABundle { path: path.to_owned() })
}

fn read(path: &Path) -> Result<Manifest, BundleError> {
    let not_ours = || BundleError::NotABundle { path: path.to_owned() };
    let mut archive = tar::Archive::new(open(path)?);
    let first = archive.entries().ok().and_then(|mut entries| entries.next());
    let mut first = first.and_then(Result::ok).ok_or_else(not_ours)?;
    if first.path().ok().as_deref() != Some(Path::new(MANIFEST)) {
        return Err(not_ours());
    }
    serde_json::from_reader(&mut first).map_err(|error| damaged(path)(error.into()))
}

async fn refuse_others(tools: &Tools, path: &Path, manifest: &Manifest) -> Result<(), BundleError> {
    let here = node_image(&Catalogue::load()?, NodeImage::Plain)?;
    if manifest.node_image != here {
        return Err(BundleError::OtherVersion {
            path: path.to_owned(),
            version: manifest.version.clone(),
            node_image: manifest.node_image.clone(),
            here,
        });
    }
    let here = node_platform(tools.engine.as_ref()).await.map_err(crate::addon::AddonError::from)?;
    match manifest.platform == here {
        true => Ok(()),
        false => Err(BundleError::OtherPlatform { platform: manifest.platform.clone(), here }),
    }
}

/// gzip has a checksum at its end.
fn look_through(path: &Path) -> Result<(), BundleError> {
    std::io::copy(&mut open(path)?, &mut std::io::sink()).map(drop).map_err(damaged(path))
}

fn open(path: &Path) -> Result<GzDecoder<BufReader<File>>, BundleError> {
    let file = File::open(path).map_err(|source| BundleError::File { path: path.to_owned(), source })?;
    Ok(GzDecoder::new(BufReader::with_capacity(CHUNK, file)))
}

fn damaged(path: &Path) -> impl Fn(std::io::Error) -> BundleError {
    move |source| BundleError::Damaged { path: path.to_owned(), source }
}

/// The archive without gzip, for the engine; it leaves the files alone that are not its own.
fn chunks(path: &Path) -> Result<impl futures::Stream<Item = Result<Bytes, EngineError>> + Send + use<>, BundleError> {
    let file = open(path)?;
    Ok(futures::stream::unfold(file, |mut file| async {
        let mut chunk = vec![0; CHUNK];
        // It was read to its end just now.
        let length = file.read(&mut chunk).unwrap_or_default();
        chunk.truncate(length);
        (length > 0).then(|| (Ok(Bytes::from(chunk)), file))
    }))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn what_is_no_bundle_or_damaged_is_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bundle.tgz");
        std::fs::write(&path, "hello").unwrap();
        assert!(matches!(read(&path), Err(BundleError::NotABundle { .. })));
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        let noise: Vec<u8> =
            (0..100_000_u32).flat_map(|number| number.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
        gzip.write_all(&noise).unwrap();
        let whole = gzip.finish().unwrap();
        std::fs::write(&path, &whole).unwrap();
        look_through(&path).unwrap();
        std::fs::write(&path, &whole[..whole.len() / 2]).unwrap();
        assert!(matches!(look_through(&path), Err(BundleError::Damaged { .. })));
        let mut wrong = whole;
        let middle = wrong.len() / 2;
        wrong[middle] ^= 0xff;
        std::fs::write(&path, &wrong).unwrap();
        assert!(matches!(look_through(&path), Err(BundleError::Damaged { .. })));
    }
}
