//! Whether the engine can give nodes the rights that they need.

use crate::doctor::{Facts, Finding};

const CHECK: &str = "capabilities";
/// A node mounts, makes networks and devices, and runs containers of any user. The others it can do without.
const NEEDED: [&str; 14] = [
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "MKNOD",
    "NET_ADMIN",
    "NET_RAW",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_ADMIN",
    "SYS_CHROOT",
];

pub fn check(facts: &Facts) -> Vec<Finding> {
    let Some(engine) = facts.engine() else { return super::elsewhere(CHECK, facts) };
    let lacking = &engine.lacking_capabilities;
    let needed: Vec<_> = NEEDED.into_iter().filter(|name| lacking.iter().any(|lacks| lacks == name)).collect();
    vec![if !needed.is_empty() {
        Finding::problem(
            CHECK,
            format!("the engine lacks {}, without which no node runs", needed.join(", ")),
            "run the engine outside of a sandbox, and as root: `sudo systemctl start docker`",
        )
    } else if facts.host.is_none() {
        Finding::not_checked(CHECK, "the engine does not run on this host")
    } else if lacking.is_empty() {
        Finding::ok(CHECK, "the engine has all that there are")
    } else {
        Finding::ok(CHECK, format!("the engine has all that nodes need; it lacks {}", lacking.join(", ")))
    }]
}

#[cfg(test)]
mod tests {
    use super::super::sample::{healthy, shown};
    use super::*;

    #[test]
    fn only_what_nodes_need_is_a_problem() {
        let lacking = |names: &[&str]| {
            let mut facts = healthy();
            if let Ok(engine) = &mut facts.engine {
                engine.lacking_capabilities = names.iter().map(|&name| name.to_owned()).collect();
            }
            shown(&check(&facts))
        };
        insta::assert_snapshot!(lacking(&[]), @"ok capabilities: the engine has all that there are");
        insta::assert_snapshot!(lacking(&["SYS_RESOURCE"]), @"ok capabilities: the engine has all that nodes need; it lacks SYS_RESOURCE");
        insta::assert_snapshot!(lacking(&["NET_ADMIN", "SYS_RESOURCE"]), @r"
        problem capabilities: the engine lacks NET_ADMIN, without which no node runs
          run the engine outside of a sandbox, and as root: `sudo systemctl start docker`
        ");
    }
}
