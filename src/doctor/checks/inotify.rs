//! Whether there are inotify instances and watches enough for several nodes: each kubelet, containerd and many a pod
//! watches files, and all nodes share one user's limits (https://kind.sigs.k8s.io/docs/user/known-issues/).

use crate::doctor::facts::InotifyFacts;
use crate::doctor::{Facts, Finding};

const CHECK: &str = "inotify";

/// Name below fs.inotify, what there should be at least, and what there is.
pub fn limits(inotify: &InotifyFacts) -> [(&'static str, u64, Option<u64>); 2] {
    [("max_user_instances", 512, inotify.max_user_instances), ("max_user_watches", 524_288, inotify.max_user_watches)]
}

pub fn check(facts: &Facts) -> Vec<Finding> {
    let Some(host) = &facts.host else { return super::elsewhere(CHECK, facts) };
    let limits = limits(&host.inotify);
    if limits.iter().any(|(_, _, there)| there.is_none()) {
        return vec![Finding::not_checked(CHECK, "the kernel does not tell its limits")];
    }
    let low: Vec<_> = limits
        .iter()
        .filter_map(|(name, least, there)| Some((name, least, (*there)?)))
        .filter(|(_, least, there)| there < least)
        .collect();
    if low.is_empty() {
        let shown: Vec<_> =
            limits.iter().filter_map(|(name, _, there)| Some(format!("{name} is {}", (*there)?))).collect();
        return vec![Finding::ok(CHECK, shown.join(", "))];
    }
    let shown: Vec<_> =
        low.iter().map(|(name, least, there)| format!("{name} is {there}, {least} is better")).collect();
    vec![Finding::warning(
        CHECK,
        format!("{}: programs in pods may fail with `too many open files`", shown.join("; ")),
        "raise it with `devcluster doctor --fix` (as root)",
    )]
}

#[cfg(test)]
mod tests {
    use super::super::sample::{healthy, shown};
    use super::*;

    #[test]
    fn low_limits_are_a_warning() {
        let with = |max_user_instances, max_user_watches| {
            let mut facts = healthy();
            if let Some(host) = &mut facts.host {
                host.inotify = InotifyFacts { max_user_instances, max_user_watches };
            }
            shown(&check(&facts))
        };
        insta::assert_snapshot!(with(Some(512), Some(524_288)), @"ok inotify: max_user_instances is 512, max_user_watches is 524288");
        insta::assert_snapshot!(with(Some(128), Some(8192)), @r"
        warning inotify: max_user_instances is 128, 512 is better; max_user_watches is 8192, 524288 is better: programs in pods may fail with `too many open files`
          raise it with `devcluster doctor --fix` (as root)
        ");
        insta::assert_snapshot!(with(None, None), @"not checked inotify: the kernel does not tell its limits");
    }
}
