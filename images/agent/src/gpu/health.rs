//! Which units have failed: a file each, on the node's volume, so that they stay so until they are healed.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::files;

pub const FOLDER: &str = "/var/lib/kubelet/devcluster-gpus/failed";

/// The folder in which they are noted.
#[derive(Debug, Clone)]
pub struct Failures(PathBuf);

impl Failures {
    pub fn at(folder: impl AsRef<Path>) -> Result<Self, Error> {
        files::make_folder(&folder)?;
        Ok(Self(folder.as_ref().to_path_buf()))
    }

    /// The ids of the units that have failed.
    pub fn all(&self) -> Result<BTreeSet<String>, Error> {
        let name = |path: PathBuf| Some(path.file_name()?.to_str()?.to_owned());
        Ok(files::list(&self.0)?.into_iter().filter_map(name).collect())
    }

    pub fn add(&self, uuid: &str) -> Result<(), Error> {
        files::write(self.0.join(uuid), "")
    }

    pub fn remove(&self, uuid: &str) -> Result<(), Error> {
        files::remove_file(self.0.join(uuid))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_are_noted_until_they_are_healed() {
        let folder = tempfile::tempdir().unwrap();
        let failures = Failures::at(folder.path().join("failed")).unwrap();
        failures.remove("GPU-a").unwrap();
        failures.add("GPU-a").unwrap();
        failures.add("GPU-b").unwrap();
        failures.remove("GPU-a").unwrap();
        assert_eq!(failures.all().unwrap(), BTreeSet::from(["GPU-b".to_owned()]));
    }
}
