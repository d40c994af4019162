//! Raises the inotify limits, where that is allowed.

use std::path::Path;

use serde::Serialize;

use super::checks::inotify_limits;
use super::gather::inotify;

/// A limit that was to be raised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Raised {
    /// `fs.inotify.max_user_instances`.
    pub parameter: String,
    pub from: u64,
    pub to: u64,
    /// Why it stayed as it was.
    pub failure: Option<String>,
}

impl Raised {
    /// The line of a file in /etc/sysctl.d that keeps it.
    pub fn line(&self) -> String {
        format!("{}={}", self.parameter, self.to)
    }
}

/// Raises the limits below `sysctls` (/proc/sys) that are lower than they should be; they last until the next boot.
pub fn raise_inotify_limits(sysctls: &Path) -> Vec<Raised> {
    let low = inotify_limits(&inotify(sysctls)).into_iter().filter_map(|(name, least, there)| {
        let from = there.filter(|&there| there < least)?;
        let written = std::fs::write(sysctls.join("fs/inotify").join(name), least.to_string());
        Some(Raised {
            parameter: format!("fs.inotify.{name}"),
            from,
            to: least,
            failure: written.err().map(|error| error.to_string()),
        })
    });
    low.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_low_is_raised() {
        let folder = tempfile::tempdir().unwrap();
        let limits = folder.path().join("fs/inotify");
        std::fs::create_dir_all(&limits).unwrap();
        std::fs::write(limits.join("max_user_instances"), "128\n").unwrap();
        std::fs::write(limits.join("max_user_watches"), "1048576\n").unwrap();
        let raised = raise_inotify_limits(folder.path());
        let lines: Vec<_> = raised.iter().map(Raised::line).collect();
        assert_eq!(lines, ["fs.inotify.max_user_instances=512"]);
        assert_eq!(raised[0].failure, None);
        assert_eq!(std::fs::read_to_string(limits.join("max_user_instances")).unwrap(), "512");
        assert_eq!(raise_inotify_limits(folder.path()), []);
    }
}
