//! Whether the host swaps: worth knowing where something is slow, and no obstacle.

use crate::doctor::{Facts, Finding};

const CHECK: &str = "swap";

pub fn check(facts: &Facts) -> Vec<Finding> {
    let Some(host) = &facts.host else { return super::elsewhere(CHECK, facts) };
    vec![match host.swap {
        Some(0) => Finding::ok(CHECK, "there is none"),
        Some(bytes) => {
            Finding::ok(CHECK, format!("{} MiB; nodes run beside it, pods do not use it", bytes / (1 << 20)))
        }
        None => Finding::not_checked(CHECK, "the kernel does not tell"),
    }]
}

#[cfg(test)]
mod tests {
    use super::super::sample::{healthy, shown};
    use super::*;

    #[test]
    fn swap_is_no_obstacle() {
        let mut facts = healthy();
        if let Some(host) = &mut facts.host {
            host.swap = Some(4 << 30);
        }
        insta::assert_snapshot!(shown(&check(&facts)), @"ok swap: 4096 MiB; nodes run beside it, pods do not use it");
    }
}
