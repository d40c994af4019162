//! What lies in an image archive: its files, and those of them that say what the images are.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Error, ErrorKind, Read};

use sha2::{Digest, Sha256};

/// Configurations and indexes are some kilobytes; what is larger is a layer.
const LARGEST_DOCUMENT: u64 = 1 << 20;
const CHUNK: usize = 128 << 10;
/// Files that are named after their digest: who takes them in compares it.
const BLOBS: &str = "blobs/";
const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];

/// The files of an archive.
#[derive(Default)]
pub struct Contents {
    /// JSON files, by their paths.
    documents: BTreeMap<String, Vec<u8>>,
    files: BTreeSet<String>,
    /// `sha256:…` of layers that are not named after it and not compressed.
    digests: BTreeMap<String, String>,
    /// Targets of symbolic links: layers that several images of an archive share.
    links: BTreeMap<String, String>,
    /// Whether it ended without an end mark, as it does where the rest was lost between two files.
    pub cut: bool,
}

impl Contents {
    /// Reads a tar file up to its end mark. `thorough` also makes digests of layers.
    pub fn scan(reader: impl Read, thorough: bool) -> Result<Self, Error> {
        let mut reader = Ending { reader, ended: false };
        let mut contents = Self::default();
        match contents.take_all(&mut reader, thorough) {
            // The tar reader has many words for it.
            Err(_) if reader.ended => Err(ErrorKind::UnexpectedEof.into()),
            Err(error) => Err(error),
            Ok(()) => Ok(Self { cut: reader.ended, ..contents }),
        }
    }

    fn take_all(&mut self, reader: impl Read, thorough: bool) -> Result<(), Error> {
        tar::Archive::new(reader).entries()?.try_for_each(|entry| self.take(entry?, thorough))
    }

    /// Takes one file in, or fails where it ends before its header says.
    fn take(&mut self, mut entry: tar::Entry<'_, impl Read>, thorough: bool) -> Result<(), Error> {
        let path = clean(&entry.path()?.to_string_lossy());
        if entry.header().entry_type().is_symlink() {
            if let Some(target) = entry.link_name()? {
                let folder = path.rsplit_once('/').map(|(folder, _)| folder).unwrap_or_default();
                self.links.insert(path.clone(), clean(&format!("{folder}/{}", target.to_string_lossy())));
            }
        } else if entry.header().entry_type().is_file() {
            if entry.size() <= LARGEST_DOCUMENT {
                let mut content = Vec::new();
                if (entry.read_to_end(&mut content)? as u64) < entry.size() {
                    return Err(ErrorKind::UnexpectedEof.into());
                }
                if content.first().is_some_and(|first| b"{[".contains(first)) {
                    self.documents.insert(path.clone(), content);
                } else if thorough && !path.starts_with(BLOBS) {
                    self.digest(&path, content.as_slice())?;
                }
            } else if thorough && !path.starts_with(BLOBS) {
                self.digest(&path, entry)?;
            }
            self.files.insert(path);
        }
        Ok(())
    }

    fn digest(&mut self, path: &str, mut content: impl Read) -> Result<(), Error> {
        let (mut hash, mut chunk, mut compressed) = (Sha256::new(), vec![0; CHUNK], None);
        loop {
            let length = content.read(&mut chunk)?;
            if length == 0 {
                break;
            }
            compressed.get_or_insert(chunk.starts_with(&GZIP_MAGIC));
            hash.update(&chunk[..length]);
        }
        // Of a compressed layer the archive says what it is without gzip.
        if compressed != Some(true) {
            self.digests.insert(path.to_owned(), format!("sha256:{}", hex::encode(hash.finalize())));
        }
        Ok(())
    }

    /// A JSON file.
    pub fn document(&self, path: &str) -> Option<&[u8]> {
        self.documents.get(path).map(Vec::as_slice)
    }

    /// Whether the file is there, also by a link.
    pub fn has(&self, path: &str) -> bool {
        self.files.contains(self.target(path))
    }

    /// `sha256:…` of a layer, where it was made.
    pub fn digest_of(&self, path: &str) -> Option<&str> {
        self.digests.get(self.target(path)).map(String::as_str)
    }

    fn target<'path>(&'path self, path: &'path str) -> &'path str {
        self.links.get(path).map_or(path, String::as_str)
    }
}

/// A reader that is known to have come to its end.
struct Ending<R> {
    reader: R,
    ended: bool,
}

impl<R: Read> Read for Ending<R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Error> {
        let length = self.reader.read(buffer)?;
        self.ended |= length == 0 && !buffer.is_empty();
        Ok(length)
    }
}

/// A path without `.` and `..`.
fn clean(path: &str) -> String {
    let mut parts = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_layers_and_links_are_told_apart() {
        let mut archive = tar::Builder::new(Vec::new());
        let mut add = |name: &str, content: &[u8]| {
            let mut header = tar::Header::new_gnu();
            header.set_size(content.len() as u64);
            header.set_mode(0o644);
            archive.append_data(&mut header, name, content).unwrap();
        };
        add("./manifest.json", b"[]");
        add("1/layer.tar", b"hello");
        add("2/layer.tar", &[0x1f, 0x8b, 8]);
        add("blobs/sha256/12", b"hello");
        let mut header = tar::Header::new_gnu();
        header.set_entry_type(tar::EntryType::Symlink);
        header.set_size(0);
        archive.append_link(&mut header, "3/layer.tar", "../1/layer.tar").unwrap();
        let contents = Contents::scan(archive.into_inner().unwrap().as_slice(), true).unwrap();

        assert_eq!(contents.document("manifest.json"), Some(b"[]".as_slice()));
        let hello = Some("sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
        assert_eq!((contents.digest_of("1/layer.tar"), contents.digest_of("3/layer.tar")), (hello, hello));
        assert_eq!(contents.digest_of("2/layer.tar"), None, "compressed");
        assert_eq!(contents.digest_of("blobs/sha256/12"), None, "named after its own");
        assert!(contents.has("3/layer.tar") && contents.has("blobs/sha256/12") && !contents.has("4/layer.tar"));
    }
}
