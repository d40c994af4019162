//! Folders of nodes, read through the engine: also while the node is stopped.

use std::collections::BTreeMap;
use std::io::Read;

use super::file::download;
use crate::engine::{Engine, EngineError};

/// The files below a folder of a container for which `wanted` is true of the path below it. What is cut off, because it
/// changed while it was packed, is left out.
pub async fn read_folder(
    engine: &dyn Engine,
    container: &str,
    path: &str,
    wanted: fn(&str) -> bool,
) -> Result<BTreeMap<String, Vec<u8>>, EngineError> {
    Ok(unpack(&download(engine, container, path).await?, wanted))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn archive() -> Vec<u8> {
        let mut archive = tar::Builder::new(Vec::new());
        for path in ["kubernetes/pki/ca.crt", "kubernetes/pki/ca.key", "kubernetes/admin.conf"] {
            let mut header = tar::Header::new_gnu();
            header.set_size(1);
            archive.append_data(&mut header, path, &b"x"[..]).unwrap();
        }
        archive.into_inner().unwrap()
    }

    #[test]
    fn what_is_not_wanted_is_left_out() {
        let files = unpack(&archive(), |path| !path.ends_with(".key"));
        assert_eq!(files.keys().collect::<Vec<_>>(), ["admin.conf", "pki/ca.crt"]);
    }

    #[test]
    fn what_is_whole_of_a_torn_archive_is_kept() {
        let files = unpack(&archive()[..1024], |_| true);
        assert_eq!(files.keys().collect::<Vec<_>>(), ["pki/ca.crt"]);
    }
}
