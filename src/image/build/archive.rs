//! Tar archives made while they are sent: build contexts and uploads are too large to hold in memory.

use std::io::{self, Write};
use std::path::Path;

use bytes::Bytes;
use tokio::sync::mpsc;

use crate::engine::{ByteStream, EngineError};

const CHUNK: usize = 256 * 1024;
const CHUNKS_AHEAD: usize = 8;

/// Writes an archive's entries.
pub struct Archive<W: Write> {
    builder: tar::Builder<W>,
}

impl<W: Write> Archive<W> {
    /// Adds a file with content that is in memory.
    pub fn file(&mut self, path: &str, executable: bool, content: &[u8]) -> io::Result<()> {
        let mut header = header(tar::EntryType::Regular, if executable { 0o755 } else { 0o644 });
        header.set_size(content.len() as u64);
        self.builder.append_data(&mut header, path, content)
    }

    /// Adds an empty folder.
    pub fn folder(&mut self, path: &str) -> io::Result<()> {
        self.builder.append_data(&mut header(tar::EntryType::Directory, 0o755), path, io::empty())
    }

    /// Adds what lies in a folder on disk: files and symbolic links.
    pub fn contents(&mut self, prefix: &str, folder: &Path) -> io::Result<()> {
        let mut entries = std::fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
        entries.sort_by_key(std::fs::DirEntry::file_name);
        for entry in entries {
            let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
            let kind = entry.file_type()?;
            if kind.is_dir() {
                self.contents(&format!("{path}/"), &entry.path())?;
            } else if kind.is_symlink() {
                let target = std::fs::read_link(entry.path())?;
                self.builder.append_link(&mut header(tar::EntryType::Symlink, 0o777), path, target)?;
            } else {
                self.file_on_disk(&path, &entry.path())?;
            }
        }
        Ok(())
    }

    /// Adds a file on disk, executable if it is.
    pub fn file_on_disk(&mut self, path: &str, source: &Path) -> io::Result<()> {
        use std::os::unix::fs::PermissionsExt;
        let file = std::fs::File::open(source)?;
        let metadata = file.metadata()?;
        let executable = metadata.permissions().mode() & 0o111 != 0;
        let mut header = header(tar::EntryType::Regular, if executable { 0o755 } else { 0o644 });
        header.set_size(metadata.len());
        self.builder.append_data(&mut header, path, file)
    }
}

/// A header with nothing of this host in it: no owner, no time.
fn header(kind: tar::EntryType, mode: u32) -> tar::Header {
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(kind);
    header.set_mode(mode);
    header.set_size(0);
    header
}

/// The archive that `write` makes, while it makes it.
pub fn stream(write: impl FnOnce(&mut Archive<&mut dyn Write>) -> io::Result<()> + Send + 'static) -> ByteStream {
    let (sender, receiver) = mpsc::channel(CHUNKS_AHEAD);
    tokio::task::spawn_blocking(move || {
        let mut pipe = io::BufWriter::with_capacity(CHUNK, Pipe(sender.clone()));
        let written = (|| {
            let mut archive = Archive { builder: tar::Builder::new(&mut pipe as &mut dyn Write) };
            write(&mut archive)?;
            archive.builder.finish()?;
            drop(archive);
            pipe.flush()
        })();
        if let Err(source) = written {
            let action = "take an archive".to_owned();
            // The reader may have left, and then no one wants to know.
            let _ = sender.blocking_send(Err(EngineError::Broken { action, source: Box::new(source) }));
        }
    });
    Box::pin(futures::stream::unfold(receiver, |mut receiver| async move { Some((receiver.recv().await?, receiver)) }))
}

struct Pipe(mpsc::Sender<crate::engine::Result<Bytes>>);

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let sent = self.0.blocking_send(Ok(Bytes::copy_from_slice(bytes)));
        sent.map(|()| bytes.len()).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use futures::TryStreamExt;

    use super::*;

    #[tokio::test]
    async fn an_archive_has_what_was_written() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("binary"), "12345").unwrap();
        std::os::unix::fs::symlink("binary", folder.path().join("other")).unwrap();
        let path = folder.path().to_path_buf();
        let archive = stream(move |archive| {
            archive.file("run.sh", true, b"#!/bin/sh")?;
            archive.contents("bin/", &path)
        });
        let bytes: Vec<u8> = archive.map_ok(|chunk| chunk.to_vec()).try_concat().await.unwrap();
        let mut archive = tar::Archive::new(bytes.as_slice());
        let entries: Vec<_> = archive
            .entries()
            .unwrap()
            .map(|entry| {
                let entry = entry.unwrap();
                (entry.path().unwrap().display().to_string(), entry.header().mode().unwrap(), entry.size())
            })
            .collect();
        assert_eq!(
            entries,
            [("run.sh".to_owned(), 0o755, 9), ("bin/binary".to_owned(), 0o644, 5), ("bin/other".to_owned(), 0o777, 0),]
        );
    }

    #[tokio::test]
    async fn an_error_while_writing_reaches_the_reader() {
        let archive = stream(|archive| archive.file_on_disk("gone", Path::new("/does/not/exist")));
        assert!(archive.try_collect::<Vec<_>>().await.is_err());
    }
}
