//! A delivery as the agent reads it: a line of JSON, then the files as a tar archive.

use std::collections::BTreeMap;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::{Delivery, SyncError, Then};

/// Packs a delivery of files below `root`. What is gone meanwhile is left out: the next change tells.
pub fn pack(root: &Path, delivery: &Delivery) -> Result<Vec<u8>, SyncError> {
    let then = match delivery.then {
        Then::Nothing => json!("nothing"),
        Then::Signal(number) => json!({ "signal": number }),
        Then::Restart => json!("restart"),
    };
    let ids: Vec<_> = delivery.containers.iter().map(|(id, _)| id).collect();
    let request = json!({ "containers": ids, "remove": delivery.removed, "then": then });
    archive(format!("{request}\n").into_bytes(), root, &delivery.written)
}

fn archive(begin: Vec<u8>, root: &Path, files: &BTreeMap<PathBuf, PathBuf>) -> Result<Vec<u8>, SyncError> {
    let mut archive = tar::Builder::new(begin);
    for (target, path) in files {
        let whole = root.join(path);
        match append(&mut archive, target, &whole) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => {
                return Err(SyncError::Unreadable { path: whole, source });
            }
            _ => {}
        }
    }
    archive.into_inner().map_err(|source| SyncError::Unreadable { path: root.to_owned(), source })
}

fn append(archive: &mut tar::Builder<Vec<u8>>, target: &Path, path: &Path) -> io::Result<()> {
    let found = path.symlink_metadata()?;
    let target = target.strip_prefix("/").unwrap_or(target);
    let mut header = tar::Header::new_gnu();
    header.set_mode(found.mode() & 0o7777);
    header.set_mtime(found.mtime().try_into().unwrap_or_default());
    if found.is_symlink() {
        header.set_entry_type(tar::EntryType::Symlink);
        header.set_size(0);
        archive.append_link(&mut header, target, std::fs::read_link(path)?)
    } else if found.is_file() {
        // Read whole before its size is written: it may be growing.
        let content = std::fs::read(path)?;
        header.set_size(content.len() as u64);
        archive.append_data(&mut header, target, content.as_slice())
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_follow_the_request() {
        let root = tempfile::tempdir().unwrap();
        std::fs::write(root.path().join("a.py"), "a").unwrap();
        std::os::unix::fs::symlink("a.py", root.path().join("b.py")).unwrap();
        let delivery = Delivery {
            node: "worker-1".into(),
            containers: vec![("12".into(), "pod".into())],
            written: ["a.py", "b.py", "gone.py"].map(|name| (Path::new("/app").join(name), name.into())).into(),
            removed: vec!["/app/old.py".into()],
            then: Then::Signal(1),
        };
        let packed = pack(root.path(), &delivery).unwrap();
        let end = packed.iter().position(|byte| *byte == b'\n').unwrap();
        let request: serde_json::Value = serde_json::from_slice(&packed[..end]).unwrap();
        assert_eq!(request, json!({ "containers": ["12"], "remove": ["/app/old.py"], "then": { "signal": 1 } }));
        let mut archive = tar::Archive::new(&packed[end + 1..]);
        let names: Vec<_> =
            archive.entries().unwrap().map(|entry| entry.unwrap().path().unwrap().display().to_string()).collect();
        assert_eq!(names, ["app/a.py", "app/b.py"]);
    }
}
