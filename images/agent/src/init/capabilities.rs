//! Adapts containerd and kubelet to the capabilities that the engine could give.

use std::path::Path;

use crate::error::Error;
use crate::{containerd, files, log};

/// Read after /etc/containerd/config.toml.
const DROP_IN: &str = "capabilities.toml";
const RESTRICT_OOM: &str = "version = 4\n\n[plugins.'io.containerd.cri.v1.runtime']\n  restrict_oom_score_adj = true\n";
/// Number of CAP_SYS_RESOURCE in <linux/capability.h>.
const SYS_RESOURCE: u32 = 24;

const OWN_OOM_SCORE: &str = "/proc/self/oom_score_adj";

/// Without CAP_SYS_RESOURCE the runtime can't lower the OOM scores of system pods and would fail to start them.
pub fn adapt_containerd() -> Result<(), Error> {
    files::make_folder(containerd::DROP_INS)?;
    if can_lower_oom_scores()? {
        return Ok(());
    }
    log::line("CAP_SYS_RESOURCE is lacking: pods' OOM scores are not lowered below the node's own");
    files::write(Path::new(containerd::DROP_INS).join(DROP_IN), RESTRICT_OOM)
}

/// Nor can kubelet lower its own, and tries for 0.2 s before it does anything else.
pub fn kubelet_args() -> Result<Vec<String>, Error> {
    if can_lower_oom_scores()? {
        return Ok(Vec::new());
    }
    Ok(vec![format!("--oom-score-adj={}", files::read(OWN_OOM_SCORE)?.trim())])
}

fn can_lower_oom_scores() -> Result<bool, Error> {
    Ok(has_capability(&files::read("/proc/self/status")?, SYS_RESOURCE))
}

/// Whether the text of a /proc/PID/status has a capability among the effective ones.
fn has_capability(status: &str, number: u32) -> bool {
    status
        .lines()
        .find_map(|line| line.strip_prefix("CapEff:"))
        .and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
        .is_some_and(|mask| mask >> number & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_effective_capabilities() {
        let all_but_sys_resource = "Name:\tinit\nCapEff:\t000001fffeffffff\n";
        assert!(!has_capability(all_but_sys_resource, SYS_RESOURCE));
        assert!(has_capability(all_but_sys_resource, 21));
        assert!(has_capability("CapEff:\t000001ffffffffff\n", SYS_RESOURCE));
        assert!(!has_capability("", SYS_RESOURCE));
    }
}
