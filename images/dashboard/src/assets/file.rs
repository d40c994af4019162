//! A file as it is sent: what is in it, how it is compressed, and a tag to know it by.

use std::io;
use std::path::Path;

use ring::digest::{SHA256, digest};

use super::encoding::{Encoding, accepted};

pub struct File {
    pub content: Vec<u8>,
    pub encoding: Option<Encoding>,
    /// Of the content: files of an image may all have one time.
    pub tag: String,
}

/// None where there is no such file.
pub async fn read(folder: &Path, name: &str, accept_encoding: &str) -> io::Result<Option<File>> {
    for encoding in accepted(accept_encoding).map(Some).chain([None]) {
        let suffix = encoding.map_or("", |encoding| encoding.suffix);
        match tokio::fs::read(folder.join(format!("{name}{suffix}"))).await {
            Ok(content) => {
                let hash = digest(&SHA256, &content);
                let hex: String = hash.as_ref()[..16].iter().map(|byte| format!("{byte:02x}")).collect();
                return Ok(Some(File { content, encoding, tag: format!("\"{hex}\"") }));
            }
            Err(error) if is_absent(&error) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}

fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::IsADirectory)
}
