//! Folders of nodes, read through the engine.

use std::collections::BTreeMap;
use std::io::Read;

use futures::TryStreamExt;

use crate::engine::{Engine, EngineError};

/// The files below a folder of a container for which `wanted` is true of the path below it.
pub async fn folder(
    engine: &dyn Engine,
    container: &str,
    path: &str,
    wanted: fn(&str) -> bool,
) -> Result<BTreeMap<String, Vec<u8>>, EngineError> {
    let mut archive = Vec::new();
    let mut chunks = engine.download(container, path).await?;
    while let Some(chunk) = chunks.try_next().await? {
        archive.extend_from_slice(&chunk);
    }
    // What was cut off while it was packed is left out.
    Ok(unpack(&archive, wanted))
}

fn unpack(archive: &[u8], wanted: fn(&str) -> bool) -> BTreeMap<String, Vec<u8>> {
    let mut archive = tar::Archive::new(archive);
    let entries = archive.entries().into_iter().flatten().map_while(Result::ok);
    let files = entries.filter(|entry| entry.header().entry_type().is_file()).filter_map(|mut entry| {
        let path = entry.path().ok()?.to_string_lossy().into_owned();
        // The archive's own first folder is the one that was asked for.
        let below = path.split_once('/')?.1.to_owned();
        let mut content = Vec::new();
        (wanted(&below) && entry.read_to_end(&mut content).is_ok()).then_some((below, content))
    });
    files.collect()
}
