//! Which version of cgroups there is, and whether it has the controllers that Kubernetes limits pods by.

use crate::doctor::{Facts, Finding};

const CHECK: &str = "cgroups";
const NEEDED: [&str; 4] = ["cpu", "cpuset", "memory", "pids"];

pub fn check(facts: &Facts) -> Vec<Finding> {
    let Some(engine) = facts.engine() else { return super::elsewhere(CHECK, facts) };
    let version = engine.cgroup_version;
    if !engine.lacking_limits.is_empty() {
        let limits = engine.lacking_limits.join(", ");
        let remedy = if engine.rootless {
            "hand them on with `sudo systemctl edit user@.service`, `[Service]` and `Delegate=cpu cpuset io memory pids`"
        } else {
            "see what it says with `docker info`, under Warnings"
        };
        return vec![Finding::problem(CHECK, format!("the engine can't limit {limits} (cgroup v{version})"), remedy)];
    }
    let controllers = facts.host.as_ref().and_then(|host| host.cgroup_controllers.as_ref());
    let missing: Vec<_> =
        NEEDED.into_iter().filter(|&name| controllers.is_some_and(|there| !there.contains(name))).collect();
    if !missing.is_empty() {
        return vec![Finding::problem(
            CHECK,
            format!("the kernel's cgroups (v{version}) have no {}", missing.join(", no ")),
            format!(
                "switch it on by `cgroup_enable={}` on the kernel's command line; `cat /proc/cmdline` shows it",
                missing.join(",")
            ),
        )];
    }
    let word = if version == 2 { "" } else { "; Kubernetes calls it out of date, and it works" };
    vec![Finding::ok(CHECK, format!("version {version}, with all controllers that are needed{word}"))]
}

#[cfg(test)]
mod tests {
    use super::super::sample::{healthy, shown};
    use super::*;

    #[test]
    fn missing_controllers_are_named() {
        insta::assert_snapshot!(shown(&check(&healthy())), @"ok cgroups: version 2, with all controllers that are needed");
        let mut facts = healthy();
        if let Some(controllers) = facts.host.as_mut().and_then(|host| host.cgroup_controllers.as_mut()) {
            controllers.remove("memory");
        }
        insta::assert_snapshot!(shown(&check(&facts)), @r"
        problem cgroups: the kernel's cgroups (v2) have no memory
          switch it on by `cgroup_enable=memory` on the kernel's command line; `cat /proc/cmdline` shows it
        ");
        if let Ok(engine) = &mut facts.engine {
            engine.rootless = true;
            engine.lacking_limits = vec!["cpu", "cpuset"];
        }
        insta::assert_snapshot!(shown(&check(&facts)), @r"
        problem cgroups: the engine can't limit cpu, cpuset (cgroup v2)
          hand them on with `sudo systemctl edit user@.service`, `[Service]` and `Delegate=cpu cpuset io memory pids`
        ");
    }
}
