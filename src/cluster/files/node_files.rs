//! The files of one node, ready to be uploaded.

use std::collections::BTreeMap;

use time::OffsetDateTime;

use crate::cluster::pki::Identity;

/// Its last file: where it is, all others are.
pub const COMPLETE: &str = "/etc/kubernetes/devcluster/complete";

/// Files by path below `/`, with their content and mode. All lie on one volume, that at /etc/kubernetes: with it a node
/// comes back, whatever of its other volumes is gone.
#[derive(Debug, Default)]
pub struct NodeFiles {
    files: BTreeMap<String, (Vec<u8>, u32)>,
    /// Whether these are all of a node's.
    whole: bool,
}

impl NodeFiles {
    pub(super) fn add(&mut self, path: impl Into<String>, content: impl Into<Vec<u8>>, mode: u32) {
        self.files.insert(path.into(), (content.into(), mode));
    }

    /// A certificate and its key, which only root may read.
    pub(super) fn add_identity(&mut self, path: &str, identity: &Identity) {
        self.add(format!("{path}.crt"), identity.certificate.as_str(), 0o644);
        self.add(format!("{path}.key"), identity.key.as_str(), 0o600);
    }

    /// All files of a node: their archive ends with the mark that it was unpacked wholly.
    pub(super) fn all_of_a_node() -> Self {
        Self { whole: true, ..Self::default() }
    }

    /// Those of them that `wanted` is true of, by their path below `/`.
    #[must_use]
    pub fn only(mut self, wanted: impl Fn(&str) -> bool) -> Self {
        self.files.retain(|path, _| wanted(path));
        self.whole = false;
        self
    }

    /// The files as one tar archive to be unpacked at `/`.
    pub fn archive(&self) -> std::io::Result<Vec<u8>> {
        let mut archive = tar::Builder::new(Vec::new());
        let now = u64::try_from(OffsetDateTime::now_utc().unix_timestamp()).unwrap_or_default();
        let mut append = |path: &str, content: &[u8], mode: u32| {
            let mut header = tar::Header::new_gnu();
            header.set_size(content.len() as u64);
            header.set_mode(mode);
            header.set_mtime(now);
            archive.append_data(&mut header, path, content)
        };
        for (path, (content, mode)) in &self.files {
            append(path, content, *mode)?;
        }
        if self.whole {
            append(COMPLETE.trim_start_matches('/'), &[], 0o644)?;
        }
        archive.into_inner()
    }

    #[cfg(test)]
    pub(super) fn paths(&self) -> Vec<&str> {
        self.files.keys().map(String::as_str).collect()
    }

    #[cfg(test)]
    pub(super) fn text(&self, path: &str) -> &str {
        self.files.get(path).and_then(|(content, _)| std::str::from_utf8(content).ok()).unwrap_or_default()
    }
}
