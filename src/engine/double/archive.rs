//! Files of containers as the archives that go in and out.

use std::io::Read;
use std::path::Path;

/// Files as the engine gives them out: by their path below the folder that holds what was asked for.
pub fn archive(asked: &str, files: &[(&str, &[u8])]) -> std::io::Result<Vec<u8>> {
    let above = Path::new(asked).parent().unwrap_or(Path::new("/"));
    let mut archive = tar::Builder::new(Vec::new());
    for (path, content) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        archive.append_data(&mut header, Path::new(path).strip_prefix(above).unwrap_or(Path::new(path)), *content)?;
    }
    archive.into_inner()
}

/// Files by path, of an archive.
pub fn unpacked(archive: &[u8]) -> std::io::Result<Vec<(String, Vec<u8>)>> {
    let mut archive = tar::Archive::new(archive);
    let read = |entry: std::io::Result<tar::Entry<'_, &[u8]>>| {
        let mut entry = entry?;
        let path = entry.path()?.to_string_lossy().into_owned();
        let mut content = Vec::new();
        entry.read_to_end(&mut content)?;
        Ok((path, content))
    };
    archive.entries()?.map(read).collect()
}
