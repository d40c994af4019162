//! Image archives on disk: what `docker save` writes and OCI layouts in a tar file, gzipped or not.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use flate2::read::MultiGzDecoder;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::{Reference, TransferError};
use crate::engine::{ByteStream, EngineError};

/// Configurations and indexes are some kilobytes; what is larger is a layer.
const LARGEST_DOCUMENT: u64 = 1 << 20;
const CHUNK: usize = 256 << 10;
const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];

/// An image in an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchivedImage {
    pub reference: Reference,
    /// `sha256:…` of its configuration, or of its manifest where the archive is an OCI layout.
    pub id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DockerImage {
    config: String,
    #[serde(default)]
    repo_tags: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct OciIndex {
    #[serde(default)]
    manifests: Vec<OciDescriptor>,
}

#[derive(Deserialize)]
struct OciDescriptor {
    digest: String,
    #[serde(default)]
    annotations: BTreeMap<String, String>,
}

/// The images of an archive, by the names that it gives them. Blocking.
pub fn inspect(path: &Path) -> Result<Vec<ArchivedImage>, TransferError> {
    let documents = small_files(path)?;
    let bad = |reason: String| TransferError::NotAnArchive { path: path.to_owned(), reason };
    let images = if let Some(manifest) = documents.get("manifest.json") {
        docker_images(manifest, &documents)
    } else if let Some(index) = documents.get("index.json") {
        oci_images(index)
    } else {
        Err("it has neither manifest.json nor index.json".to_owned())
    }
    .map_err(bad)?;
    if images.is_empty() {
        return Err(bad("it names no image; save it by its name, not by its id".to_owned()));
    }
    images.into_iter().map(|(name, id)| Ok(ArchivedImage { reference: Reference::parse(&name)?, id })).collect()
}

/// The archive's bytes, without gzip.
pub fn read(path: PathBuf) -> ByteStream {
    let (sender, receiver) = tokio::sync::mpsc::channel(8);
    tokio::task::spawn_blocking(move || {
        let fail = |error: std::io::Error| EngineError::Broken {
            action: format!("take `{}`", path.display()),
            source: Box::new(error),
        };
        let mut reader = match open(&path) {
            Ok(reader) => reader,
            Err(error) => return drop(sender.blocking_send(Err(fail(error)))),
        };
        loop {
            let mut chunk = vec![0; CHUNK];
            let answer = match reader.read(&mut chunk) {
                Ok(0) => return,
                Ok(length) => {
                    chunk.truncate(length);
                    Ok(Bytes::from(chunk))
                }
                Err(error) => Err(fail(error)),
            };
            let failed = answer.is_err();
            if sender.blocking_send(answer).is_err() || failed {
                return;
            }
        }
    });
    Box::pin(futures::stream::unfold(receiver, |mut receiver| async move { Some((receiver.recv().await?, receiver)) }))
}

fn open(path: &Path) -> std::io::Result<Box<dyn Read + Send>> {
    let mut file = File::open(path)?;
    let mut magic = [0; 2];
    let gzipped = file.read(&mut magic)? == magic.len() && magic == GZIP_MAGIC;
    file.seek(SeekFrom::Start(0))?;
    let file = BufReader::with_capacity(CHUNK, file);
    Ok(if gzipped { Box::new(MultiGzDecoder::new(file)) } else { Box::new(file) })
}

fn small_files(path: &Path) -> Result<BTreeMap<String, Vec<u8>>, TransferError> {
    let unreadable = |source: std::io::Error| match source.kind() {
        std::io::ErrorKind::NotFound => TransferError::NoArchive { path: path.to_owned() },
        std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::IsADirectory => {
            TransferError::Read { path: path.to_owned(), source }
        }
        // The tar reader's own words quote the bytes that it did not understand.
        _ => TransferError::NotAnArchive {
            path: path.to_owned(),
            reason: "it is no tar file, or a damaged one".to_owned(),
        },
    };
    let mut files = BTreeMap::new();
    let mut archive = tar::Archive::new(open(path).map_err(unreadable)?);
    for entry in archive.entries().map_err(unreadable)? {
        let mut entry = entry.map_err(unreadable)?;
        if !entry.header().entry_type().is_file() || entry.size() > LARGEST_DOCUMENT {
            continue;
        }
        let name = entry.path().map_err(unreadable)?.to_string_lossy().trim_start_matches("./").to_owned();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).map_err(unreadable)?;
        files.insert(name, content);
    }
    Ok(files)
}

type Named = Vec<(String, String)>;

fn docker_images(manifest: &[u8], documents: &BTreeMap<String, Vec<u8>>) -> Result<Named, String> {
    let images: Vec<DockerImage> =
        serde_json::from_slice(manifest).map_err(|error| format!("manifest.json: {error}"))?;
    let mut named = Vec::new();
    for image in images {
        let config = documents.get(&image.config).ok_or_else(|| format!("`{}` is missing", image.config))?;
        let id = format!("sha256:{}", hex::encode(Sha256::digest(config)));
        named.extend(image.repo_tags.unwrap_or_default().into_iter().map(|name| (name, id.clone())));
    }
    Ok(named)
}

fn oci_images(index: &[u8]) -> Result<Named, String> {
    let index: OciIndex = serde_json::from_slice(index).map_err(|error| format!("index.json: {error}"))?;
    let name = |descriptor: &OciDescriptor| descriptor.annotations.get("io.containerd.image.name").cloned();
    Ok(index.manifests.iter().filter_map(|descriptor| Some((name(descriptor)?, descriptor.digest.clone()))).collect())
}

#[cfg(test)]
mod tests {
    use futures::TryStreamExt;
    use std::io::Write;

    use super::*;

    fn tar_of(files: &[(&str, &str)]) -> Vec<u8> {
        let mut archive = tar::Builder::new(Vec::new());
        for (name, content) in files {
            let mut header = tar::Header::new_gnu();
            header.set_size(content.len() as u64);
            header.set_mode(0o644);
            archive.append_data(&mut header, name, content.as_bytes()).unwrap();
        }
        archive.into_inner().unwrap()
    }

    fn file_of(content: &[u8]) -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(content).unwrap();
        file
    }

    const DOCKER: [(&str, &str); 2] = [
        ("abc.json", "{}"),
        ("manifest.json", r#"[{"Config":"abc.json","RepoTags":["app:v1","app:v2"],"Layers":[]}]"#),
    ];
    const EMPTY_OBJECT: &str = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

    #[test]
    fn an_archive_of_docker_save_gives_names_and_the_hash_of_the_configuration() {
        let images = inspect(file_of(&tar_of(&DOCKER)).path()).unwrap();
        let names: Vec<_> = images.iter().map(|image| (image.reference.short(), image.id.as_str())).collect();
        assert_eq!(names, [("app:v1", EMPTY_OBJECT), ("app:v2", EMPTY_OBJECT)]);
    }

    #[test]
    fn an_oci_layout_gives_names_and_digests() {
        let index = r#"{"manifests":[{"digest":"sha256:12","annotations":{"io.containerd.image.name":"docker.io/library/app:v1"}}]}"#;
        let images = inspect(file_of(&tar_of(&[("oci-layout", "{}"), ("index.json", index)])).path()).unwrap();
        assert_eq!(
            images,
            [ArchivedImage { reference: Reference::parse("app:v1").unwrap(), id: "sha256:12".to_owned() }]
        );
    }

    #[tokio::test]
    async fn gzip_is_undone() {
        let plain = tar_of(&DOCKER);
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(&plain).unwrap();
        let file = file_of(&gzip.finish().unwrap());
        assert_eq!(inspect(file.path()).unwrap().len(), 2);
        let read: Vec<Bytes> = read(file.path().to_owned()).try_collect().await.unwrap();
        assert_eq!(read.concat(), plain);
    }

    #[test]
    fn what_is_no_image_archive_is_said() {
        let message = |content: &[u8]| {
            let file = file_of(content);
            inspect(file.path()).unwrap_err().to_string().replace(&file.path().display().to_string(), "FILE")
        };
        insta::assert_snapshot!(message(&tar_of(&[("readme", "hello")])), @r"`FILE` is not an image archive: it has neither manifest.json nor index.json");
        insta::assert_snapshot!(message(&tar_of(&[("manifest.json", "[]")])), @r"`FILE` is not an image archive: it names no image; save it by its name, not by its id");
        insta::assert_snapshot!(message(&[b'x'; 2000]), @"`FILE` is not an image archive: it is no tar file, or a damaged one");
        assert!(matches!(inspect(Path::new("/nowhere.tar")), Err(TransferError::NoArchive { .. })));
    }
}
