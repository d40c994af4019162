//! Whether the engine's clock agrees with this host's: certificates have dates.

use crate::doctor::{Facts, Finding};
use time::Duration;

const CHECK: &str = "clock";
const UNREMARKABLE: Duration = Duration::seconds(10);
/// Certificates begin an hour before they are made.
const HARMLESS: Duration = Duration::minutes(50);

pub fn check(facts: &Facts) -> Vec<Finding> {
    let Some(skew) = facts.clock_skew else {
        return vec![Finding::not_checked(CHECK, "the engine does not tell its time")];
    };
    let remedy = "set both by the network: `sudo timedatectl set-ntp true`; a virtual machine may need a restart";
    let distance = skew.abs();
    let direction = if skew.is_negative() { "behind" } else { "ahead" };
    let message = format!("the engine's clock is {} s {direction}", distance.whole_seconds());
    vec![if distance < UNREMARKABLE {
        Finding::ok(CHECK, "the engine's clock agrees with this host's")
    } else if distance < HARMLESS {
        Finding::warning(CHECK, message, remedy)
    } else {
        Finding::problem(CHECK, format!("{message}: certificates that are made here are not valid there"), remedy)
    }]
}

#[cfg(test)]
mod tests {
    use super::super::sample::{healthy, shown};
    use super::*;

    #[test]
    fn seconds_do_not_matter_and_hours_do() {
        let with = |seconds| shown(&check(&Facts { clock_skew: Some(Duration::seconds(seconds)), ..healthy() }));
        insta::assert_snapshot!(with(1), @"ok clock: the engine's clock agrees with this host's");
        insta::assert_snapshot!(with(90), @r"
        warning clock: the engine's clock is 90 s ahead
          set both by the network: `sudo timedatectl set-ntp true`; a virtual machine may need a restart
        ");
        insta::assert_snapshot!(with(-7200), @r"
        problem clock: the engine's clock is 7200 s behind: certificates that are made here are not valid there
          set both by the network: `sudo timedatectl set-ntp true`; a virtual machine may need a restart
        ");
    }
}
