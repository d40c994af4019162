//! Image archives, what `docker save` writes and OCI layouts in a tar file, gzipped or not: which images they hold.

use std::fs::File;
use std::io::{BufReader, Cursor, ErrorKind, Read};
use std::path::PathBuf;

use flate2::read::MultiGzDecoder;

use super::contents::Contents;
use super::layout::{Described, describe};
use super::{Reference, TransferError, Wanted};

pub(super) const CHUNK: usize = 256 << 10;
const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];

/// An archive, and what is expected of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Archive {
    /// The file, or what else it is for people.
    pub path: PathBuf,
    /// A name for its image, where it has none or only a tag.
    pub name: Option<Reference>,
    /// `linux/amd64`, of the nodes.
    pub platform: String,
}

impl Archive {
    /// The images of the file, by the names that they will have. Blocking.
    pub fn inspect(&self) -> Result<Vec<Wanted>, TransferError> {
        let mut reader = opened(self.open()?).map_err(|error| self.unreadable(error))?;
        let contents = Contents::scan(&mut reader, false).map_err(|error| self.damaged(&error))?;
        self.images(&contents)
    }

    /// The file.
    pub(super) fn open(&self) -> Result<File, TransferError> {
        let file = File::open(&self.path).map_err(|error| self.unreadable(error))?;
        if file.metadata().is_ok_and(|file| file.is_dir()) {
            return Err(self.unreadable(ErrorKind::IsADirectory.into()));
        }
        Ok(file)
    }

    /// The images of an archive of which all has been seen.
    pub(super) fn images(&self, contents: &Contents) -> Result<Vec<Wanted>, TransferError> {
        let described = describe(contents, &self.platform).map_err(|reason| match contents.cut {
            true => self.damaged(&ErrorKind::UnexpectedEof.into()),
            false => self.no_archive(reason),
        })?;
        let images = self.named(&described)?;
        for image in &described {
            if !image.platforms.is_empty() && !image.platforms.contains(&self.platform) {
                return Err(TransferError::Platform {
                    name: name_of(image),
                    platform: image.platforms.join(", "),
                    nodes: self.platform.clone(),
                });
            }
        }
        Ok(images)
    }

    fn named(&self, described: &[Described]) -> Result<Vec<Wanted>, TransferError> {
        let wanted = |image: &Described, reference: Reference| Wanted { reference, id: image.id.clone() };
        match (&self.name, described) {
            (Some(name), [image]) if image.name.is_none() => return Ok(vec![wanted(image, name.clone())]),
            (Some(_), _) => {
                let names = described.iter().map(name_of).collect();
                return Err(TransferError::NamedAlready { path: self.path.clone(), names });
            }
            (None, _) => {}
        }
        let mut named = Vec::new();
        for image in described {
            if let Some(name) = &image.name {
                named.push(wanted(image, Reference::parse(name)?));
            }
        }
        if named.is_empty() {
            let tag = described.iter().find_map(|image| image.tag.clone());
            return Err(TransferError::NamesNothing { path: self.path.clone(), tag });
        }
        Ok(named)
    }

    pub(super) fn no_archive(&self, reason: impl Into<String>) -> TransferError {
        TransferError::NotAnArchive { path: self.path.clone(), reason: reason.into() }
    }

    /// The tar reader's own words quote the bytes that it did not understand.
    pub(super) fn damaged(&self, error: &std::io::Error) -> TransferError {
        self.no_archive(match error.kind() {
            ErrorKind::UnexpectedEof => "it ends too early",
            ErrorKind::InvalidInput | ErrorKind::InvalidData => "what is gzipped is damaged",
            _ => "it is no tar file, or a damaged one",
        })
    }

    pub(super) fn unreadable(&self, source: std::io::Error) -> TransferError {
        match source.kind() {
            ErrorKind::NotFound => TransferError::NoArchive { path: self.path.clone() },
            _ => TransferError::Read { path: self.path.clone(), source },
        }
    }
}

/// As a person would type it.
fn name_of(image: &Described) -> String {
    let reference = image.name.as_ref().and_then(|name| Reference::parse(name).ok());
    let given = || image.name.as_ref().or(image.tag.as_ref()).unwrap_or(&image.id).clone();
    reference.map_or_else(given, |reference| reference.short().to_owned())
}

/// What was read, without gzip.
pub(super) fn opened<R: Read + Send + 'static>(mut input: R) -> std::io::Result<Box<dyn Read + Send>> {
    let mut magic = Vec::new();
    input.by_ref().take(GZIP_MAGIC.len() as u64).read_to_end(&mut magic)?;
    let gzipped = magic == GZIP_MAGIC;
    let input = BufReader::with_capacity(CHUNK, Cursor::new(magic).chain(input));
    Ok(if gzipped { Box::new(MultiGzDecoder::new(input)) } else { Box::new(input) })
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::Write;
    use std::path::Path;

    use super::*;

    pub fn tar_of(files: &[(&str, &str)]) -> Vec<u8> {
        let mut archive = tar::Builder::new(Vec::new());
        for (name, content) in files {
            let mut header = tar::Header::new_gnu();
            header.set_size(content.len() as u64);
            header.set_mode(0o644);
            archive.append_data(&mut header, name, content.as_bytes()).unwrap();
        }
        archive.into_inner().unwrap()
    }

    pub fn gzipped(content: &[u8]) -> Vec<u8> {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(content).unwrap();
        gzip.finish().unwrap()
    }

    pub fn archive(path: &Path, name: Option<&str>) -> Archive {
        let name = name.map(|name| Reference::parse(name).unwrap());
        Archive { path: path.to_owned(), name, platform: "linux/amd64".to_owned() }
    }

    fn inspect(content: &[u8], name: Option<&str>) -> Result<Vec<(String, String)>, String> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(content).unwrap();
        let shown = |image: Wanted| (image.reference.short().to_owned(), image.id);
        let found = archive(file.path(), name).inspect();
        found
            .map(|images| images.into_iter().map(shown).collect())
            .map_err(|error| crate::fault::shown(&error).replace(&file.path().display().to_string(), "FILE"))
    }

    pub const DOCKER: [(&str, &str); 2] = [
        ("abc.json", "{}"),
        ("manifest.json", r#"[{"Config":"abc.json","RepoTags":["app:v1","app:v2"],"Layers":[]}]"#),
    ];
    pub const EMPTY_OBJECT: &str = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

    #[test]
    fn an_archive_of_docker_save_gives_names_and_the_hash_of_the_configuration() {
        let both = vec![("app:v1".to_owned(), EMPTY_OBJECT.to_owned()), ("app:v2".to_owned(), EMPTY_OBJECT.to_owned())];
        assert_eq!(inspect(&tar_of(&DOCKER), None), Ok(both.clone()));
        assert_eq!(inspect(&gzipped(&tar_of(&DOCKER)), None), Ok(both));
    }

    #[test]
    fn an_image_without_a_name_is_given_one() {
        let unnamed = tar_of(&[DOCKER[0], ("manifest.json", r#"[{"Config":"abc.json","RepoTags":null,"Layers":[]}]"#)]);
        assert_eq!(inspect(&unnamed, Some("app:v3")), Ok(vec![("app:v3".to_owned(), EMPTY_OBJECT.to_owned())]));
        insta::assert_snapshot!(inspect(&unnamed, None).unwrap_err(), @r"
        error: `FILE` does not name its image
        hint: give it a name with `devcluster image load FILE --as my-app:v1`
        ");
        let index = r#"{"manifests":[{"digest":"sha256:i","annotations":{"org.opencontainers.image.ref.name":"v1"}}]}"#;
        let tagged = tar_of(&[("index.json", index), ("blobs/sha256/i", r#"{"manifests":[]}"#)]);
        assert_eq!(inspect(&tagged, Some("app:v3")), Ok(vec![("app:v3".to_owned(), "sha256:i".to_owned())]));
        insta::assert_snapshot!(inspect(&tagged, None).unwrap_err(), @r"
        error: `FILE` does not name its image, but for the tag `v1`
        hint: give it a name with `devcluster image load FILE --as my-app:v1`
        ");
        insta::assert_snapshot!(inspect(&tar_of(&DOCKER), Some("app:v3")).unwrap_err(), @r"
        error: `FILE` names what it holds itself: app:v1, app:v2
        hint: leave out `--as`, and name the image with `docker tag` before it is saved
        ");
    }

    #[test]
    fn an_image_for_another_platform_is_refused() {
        let config = ("abc.json", r#"{"os":"linux","architecture":"arm64"}"#);
        insta::assert_snapshot!(inspect(&tar_of(&[config, DOCKER[1]]), None).unwrap_err(), @r"
        error: `app:v1` is for linux/arm64, and the nodes are linux/amd64
        hint: build it for them with `docker build --platform linux/amd64 --tag app:v1 .`, or pull it with `docker pull --platform linux/amd64 app:v1`
        ");
    }

    #[test]
    fn what_is_no_image_archive_is_said() {
        let message =
            |content: &[u8]| inspect(content, None).unwrap_err().lines().next().unwrap_or_default().to_owned();
        insta::assert_snapshot!(message(&tar_of(&[("readme", "hello")])), @"error: `FILE` is not an image archive: it has neither manifest.json nor index.json");
        insta::assert_snapshot!(message(&[b'x'; 2000]), @"error: `FILE` is not an image archive: it is no tar file, or a damaged one");
        let gzipped = gzipped(&tar_of(&DOCKER));
        insta::assert_snapshot!(message(&gzipped[..gzipped.len() / 2]), @"error: `FILE` is not an image archive: it ends too early");
        let nowhere = archive(Path::new("/nowhere.tar"), None).inspect();
        assert!(matches!(nowhere, Err(TransferError::NoArchive { .. })));
    }
}
