//! Whether there is memory for a cluster.

use crate::doctor::{Facts, Finding};

const CHECK: &str = "memory";
const GIB: u64 = 1 << 30;
/// A control plane takes some 0.5 GiB, and the user's app wants some too.
const ENOUGH: u64 = 2 * GIB;
const LEAST: u64 = GIB / 2;

pub fn check(facts: &Facts) -> Vec<Finding> {
    let Some(engine) = facts.engine() else { return super::elsewhere(CHECK, facts) };
    let total = u64::try_from(engine.memory).unwrap_or_default();
    let (available, what) = match facts.host.as_ref().and_then(|host| host.memory_available) {
        Some(available) => (available, format!("{} of {} are free", gib(available), gib(total))),
        None => (total, format!("the engine has {}", gib(total))),
    };
    let remedy = "see which cluster takes how much with `devcluster list -o wide`, and stop one with `devcluster stop`";
    vec![match available {
        ENOUGH.. => Finding::ok(CHECK, what),
        LEAST.. => Finding::warning(CHECK, format!("{what}: enough for little more than a control plane"), remedy),
        _ => Finding::problem(CHECK, format!("{what}: not enough for a cluster"), remedy),
    }]
}

fn gib(bytes: u64) -> String {
    format!("{:.1} GiB", bytes as f64 / GIB as f64)
}

#[cfg(test)]
mod tests {
    use super::super::sample::{healthy, remote, shown};
    use super::*;

    #[test]
    fn little_is_a_warning_and_less_a_problem() {
        let with = |available| {
            let mut facts = healthy();
            if let Some(host) = &mut facts.host {
                host.memory_available = Some(available);
            }
            shown(&check(&facts))
        };
        insta::assert_snapshot!(with(8 * GIB), @"ok memory: 8.0 GiB of 16.0 GiB are free");
        insta::assert_snapshot!(with(GIB), @r"
        warning memory: 1.0 GiB of 16.0 GiB are free: enough for little more than a control plane
          see which cluster takes how much with `devcluster list -o wide`, and stop one with `devcluster stop`
        ");
        insta::assert_snapshot!(with(GIB / 4), @r"
        problem memory: 0.2 GiB of 16.0 GiB are free: not enough for a cluster
          see which cluster takes how much with `devcluster list -o wide`, and stop one with `devcluster stop`
        ");
        insta::assert_snapshot!(shown(&check(&remote())), @"ok memory: the engine has 16.0 GiB");
    }
}
