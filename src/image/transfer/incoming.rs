//! An archive on its way to the nodes, read once: sent on while it is looked through, and ended only if it is whole.

use std::io::{Error, ErrorKind, Read};

use bytes::Bytes;
use tokio::sync::mpsc::{Sender, channel};
use tokio::sync::oneshot;

use super::archive::{Archive, CHUNK, opened};
use super::contents::Contents;
use super::{TransferError, Wanted};
use crate::engine::{ByteStream, EngineError};

/// Sent in place of the end of an archive that is not whole: no tar reader takes it for a header, so that nothing is
/// imported. An end of the stream alone could pass for the end of the archive.
const NO_HEADER: [u8; 1024] = [0xff; 1024];
/// An archive ends with two of these; the tar reader has enough of one.
const END_MARK: [u8; 512] = [0; 512];
/// Chunks that may wait to be sent.
const BUFFERED_CHUNKS: usize = 8;

type Chunk = Result<Bytes, EngineError>;

/// An archive that is being read.
pub struct Incoming {
    /// Its bytes without gzip.
    pub bytes: ByteStream,
    /// The images that it turned out to hold, told after the last byte; nothing is told where nobody took the bytes.
    pub images: oneshot::Receiver<Result<Vec<Wanted>, TransferError>>,
}

/// Begins to read `input`, which is what `archive` describes.
pub fn incoming(input: Box<dyn Read + Send>, archive: Archive) -> Incoming {
    let (sender, receiver) = channel::<Chunk>(BUFFERED_CHUNKS);
    let (tell, images) = oneshot::channel();
    // No thread of the runtime's, for that would wait at its end for who waits for standard input.
    std::thread::spawn(move || {
        if let Some(read) = read(input, &archive, sender) {
            // Who asked may have gone.
            let _ = tell.send(read);
        }
    });
    let bytes =
        futures::stream::unfold(receiver, |mut receiver| async move { Some((receiver.recv().await?, receiver)) });
    Incoming { bytes: Box::pin(bytes), images }
}

/// Reads all of it; `None` where nobody takes it.
fn read(
    input: Box<dyn Read + Send>,
    archive: &Archive,
    sender: Sender<Chunk>,
) -> Option<Result<Vec<Wanted>, TransferError>> {
    let mut tee = match opened(input) {
        Ok(input) => Tee { input, held: Vec::with_capacity(CHUNK), read: 0, sender, gone: false },
        Err(error) => return Some(Err(archive.unreadable(error))),
    };
    let contents = Contents::scan(&mut tee, true);
    // What follows the end mark is padding, and gzip's checksum.
    let rest = contents.is_ok().then(|| std::io::copy(&mut tee.input, &mut std::io::sink()));
    if tee.gone {
        return None;
    }
    let images = match (contents, rest) {
        (Ok(_), _) | (Err(_), _) if tee.read == 0 => Err(TransferError::Empty { path: archive.path.clone() }),
        (Err(error), _) | (Ok(_), Some(Err(error))) => Err(archive.damaged(&error)),
        (Ok(contents), _) => archive.images(&contents),
    };
    tee.end(images.is_ok());
    Some(images)
}

/// Sends on what is read, but for the last of it: the end mark is among that.
struct Tee {
    input: Box<dyn Read + Send>,
    held: Vec<u8>,
    read: u64,
    sender: Sender<Chunk>,
    gone: bool,
}

impl Read for Tee {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Error> {
        if self.held.len() >= CHUNK {
            let chunk = std::mem::replace(&mut self.held, Vec::with_capacity(CHUNK));
            if self.sender.blocking_send(Ok(chunk.into())).is_err() {
                self.gone = true;
                return Err(ErrorKind::BrokenPipe.into());
            }
        }
        let length = self.input.read(buffer)?;
        self.held.extend_from_slice(&buffer[..length]);
        self.read += length as u64;
        Ok(length)
    }
}

impl Tee {
    fn end(self, whole: bool) {
        let last = if whole { [self.held, END_MARK.to_vec()].concat() } else { NO_HEADER.to_vec() };
        // Who went away says why.
        let _ = self.sender.blocking_send(Ok(last.into()));
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use futures::TryStreamExt;

    use super::super::archive::tests::{DOCKER, EMPTY_OBJECT, archive, gzipped, tar_of};
    use super::*;

    async fn sent(input: Vec<u8>) -> (Vec<u8>, Result<Vec<Wanted>, TransferError>) {
        let incoming = incoming(Box::new(std::io::Cursor::new(input)), archive(Path::new("standard input"), None));
        let bytes: Vec<Bytes> = incoming.bytes.try_collect().await.unwrap();
        (bytes.concat(), incoming.images.await.unwrap())
    }

    #[tokio::test]
    async fn an_archive_that_is_whole_is_sent_with_its_end() {
        let mut files = DOCKER.to_vec();
        let layer = "x".repeat(3 * CHUNK);
        files.push(("1/layer.tar", &layer));
        let plain = tar_of(&files);
        for input in [plain.clone(), gzipped(&plain)] {
            let (bytes, images) = sent(input).await;
            assert_eq!(images.unwrap()[0].id, EMPTY_OBJECT);
            assert!(bytes == plain, "{} of {} bytes", bytes.len(), plain.len());
        }
    }

    #[tokio::test]
    async fn an_archive_that_is_not_whole_gets_an_end_that_no_reader_takes() {
        let plain = tar_of(&DOCKER);
        let mut wrong_sum = gzipped(&plain);
        let sum = wrong_sum.len() - 6;
        wrong_sum[sum] ^= 1;
        // Header, content; header, content; end mark of two blocks.
        let first_file = 1024;
        let cases = [
            (plain[..first_file].to_vec(), "it ends too early"),
            (plain[..first_file + 600].to_vec(), "it ends too early"),
            (plain[..100].to_vec(), "it ends too early"),
            (wrong_sum, "what is gzipped is damaged"),
            (b"no archive at all".repeat(100), "it is no tar file, or a damaged one"),
            (Vec::new(), "`standard input` is empty"),
        ];
        for (input, reason) in cases {
            let (bytes, images) = sent(input).await;
            let error = images.unwrap_err().to_string();
            assert!(error.contains(reason), "{error}");
            assert!(bytes.ends_with(&NO_HEADER), "{error}");
        }
    }

    #[tokio::test]
    async fn nothing_is_told_where_nobody_takes_it() {
        let mut files = DOCKER.to_vec();
        let layer = "x".repeat(12 * CHUNK);
        files.insert(0, ("1/layer.tar", &layer));
        let incoming = incoming(Box::new(std::io::Cursor::new(tar_of(&files))), archive(Path::new("-"), None));
        drop(incoming.bytes);
        assert!(incoming.images.await.is_err());
    }
}
