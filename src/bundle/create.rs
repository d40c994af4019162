//! A bundle into a file: written while the engine packs the images.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use futures::StreamExt;

use super::BundleError;
use super::manifest::{MANIFEST, Manifest, PROGRAM};
use crate::addon;
use crate::app::Tools;
use crate::image::transfer::node_platform;
use crate::image::{Catalogue, NodeImage, ensure, node_image, registry_image};
use crate::report::Step;

/// What goes into a bundle beside what every cluster needs.
#[derive(Debug, Clone, Default)]
pub struct Contents {
    /// Names of addons.
    pub addons: Vec<String>,
    /// The program that renders charts and kustomizations.
    pub charts: bool,
    /// The generator of `load-test`.
    pub load_test: bool,
    /// More images of the engine.
    pub images: Vec<String>,
}

/// Folders of the images that every cluster needs.
const CORE: [&str; 2] = ["node", "registry"];
const CHARTS: &str = "helm";
const LOAD_TEST: &str = "load-generator";
/// Bytes by which a tar archive ends.
const END_MARK: usize = 1024;

/// Writes a bundle of this program; what is not built yet is. A file that could not be finished is removed.
pub async fn create(tools: &Tools, path: &Path, contents: &Contents) -> Result<Manifest, BundleError> {
    let catalogue = Catalogue::load()?.into();
    let mut folders: Vec<String> = CORE.map(str::to_owned).to_vec();
    folders.extend(contents.charts.then(|| CHARTS.to_owned()));
    folders.extend(contents.load_test.then(|| LOAD_TEST.to_owned()));
    let addons = addon::named(&contents.addons)?;
    folders.extend(addon::image_folders(&addons)?);
    let names: Vec<_> = folders.iter().map(String::as_str).collect();
    ensure(&tools.engine, &tools.reporter, &catalogue, &names, &tools.interrupt).await?;
    let mut images = vec![node_image(&catalogue, NodeImage::Plain)?, registry_image(&catalogue)?];
    for name in &folders[CORE.len()..] {
        images.push(catalogue.folder(name)?.tag());
    }
    for name in &contents.images {
        tools.engine.find_image(name).await?.ok_or_else(|| BundleError::NoImage { name: name.clone() })?;
        images.push(name.clone());
    }
    let manifest = Manifest {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        platform: node_platform(tools.engine.as_ref()).await.map_err(addon::AddonError::from)?,
        node_image: node_image(&catalogue, NodeImage::Plain)?,
        addons,
        images,
    };
    let step = Step::start(&tools.reporter, format!("write {}", path.display()));
    let written = tools.interrupt.run_until_cancelled(write(tools, path, &manifest, &step)).await;
    match written.unwrap_or(Err(BundleError::Interrupted)) {
        Ok(()) => step.done(),
        Err(error) => {
            // The failure itself is what is told.
            let _ = std::fs::remove_file(path);
            return Err(error);
        }
    }
    Ok(manifest)
}

async fn write(tools: &Tools, path: &Path, manifest: &Manifest, step: &Step) -> Result<(), BundleError> {
    let fail = |source| BundleError::File { path: path.to_owned(), source };
    let program = std::env::current_exe().and_then(std::fs::read).map_err(fail)?;
    let text = serde_json::to_vec_pretty(manifest).map_err(|error| fail(error.into()))?;
    let mut output = GzEncoder::new(File::create(path).map_err(fail)?, Compression::fast());
    // What follows is an archive with an end of its own.
    for (path, mode, content) in [(MANIFEST, 0o644, &text), (PROGRAM, 0o755, &program)] {
        output.write_all(&entry(path, mode, content).map_err(fail)?).map_err(fail)?;
    }
    let mut stream = tools.engine.save_images(&manifest.images).await?;
    let mut sent = 0;
    while let Some(chunk) = stream.next().await {
        let chunk = chunk?;
        output.write_all(&chunk).map_err(fail)?;
        sent += chunk.len() as u64;
        step.bytes(sent, sent);
    }
    output.finish().and_then(|mut file| file.flush()).map_err(fail)
}

/// A file of an archive, without the archive's end mark.
fn entry(path: &str, mode: u32, content: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut header = tar::Header::new_gnu();
    header.set_size(content.len() as u64);
    header.set_mode(mode);
    let mut archive = tar::Builder::new(Vec::new());
    archive.append_data(&mut header, path, content)?;
    let mut bytes = archive.into_inner()?;
    bytes.truncate(bytes.len() - END_MARK);
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_can_be_followed_by_an_archive() {
        let mut bytes = entry("a", 0o644, b"one").unwrap();
        let mut rest = tar::Builder::new(Vec::new());
        let mut header = tar::Header::new_gnu();
        header.set_size(3);
        rest.append_data(&mut header, "b", &b"two"[..]).unwrap();
        bytes.extend(rest.into_inner().unwrap());
        let mut archive = tar::Archive::new(bytes.as_slice());
        let names = archive.entries().unwrap().map(|entry| entry.unwrap().path().unwrap().display().to_string());
        assert_eq!(names.collect::<Vec<_>>(), ["a", "b"]);
    }
}
