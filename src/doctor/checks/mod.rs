//! One file a check: facts in, findings out.

mod capabilities;
mod cgroups;
mod clock;
mod cpus;
mod disk;
mod dns;
mod engine;
mod inotify;
mod kernel;
mod memory;
mod networks;
mod ports;
mod programs;
mod proxy;
#[cfg(test)]
mod sample;
mod swap;

use super::{Facts, Finding, Verdict};

pub(super) use dns::NAME as DNS_NAME;
pub(super) use inotify::limits as inotify_limits;

type Check = fn(&Facts) -> Vec<Finding>;

/// In the order in which they are shown.
const CHECKS: [Check; 15] = [
    engine::check,
    kernel::check,
    cgroups::check,
    capabilities::check,
    inotify::check,
    cpus::check,
    memory::check,
    swap::check,
    disk::check,
    ports::check,
    networks::check,
    dns::check,
    proxy::check,
    clock::check,
    programs::check,
];

/// Those of what no node runs without; they look at engine and host alone.
const NODE_CHECKS: [Check; 4] = [kernel::check, cgroups::check, capabilities::check, disk::check];

/// What all checks find.
pub fn findings(facts: &Facts) -> Vec<Finding> {
    CHECKS.iter().flat_map(|check| check(facts)).collect()
}

/// What keeps nodes from running.
pub fn obstacles(facts: &Facts) -> Vec<Finding> {
    let found = NODE_CHECKS.iter().flat_map(|check| check(facts));
    found.filter(|finding| finding.verdict == Verdict::Problem).collect()
}

/// What a check of the host says where the engine runs elsewhere.
fn elsewhere(check: &'static str, facts: &Facts) -> Vec<Finding> {
    let reason = match facts.engine() {
        Some(_) => "the engine does not run on this host",
        None => "no engine answers",
    };
    vec![Finding::not_checked(check, reason)]
}

#[cfg(test)]
mod tests {
    use super::sample::{healthy, shown};
    use super::*;

    #[test]
    fn only_problems_of_nodes_are_obstacles() {
        let mut facts = healthy();
        facts.loopback_port = Err("no port".into());
        assert_eq!(obstacles(&facts), []);
        let host = facts.host.as_mut().unwrap();
        host.kernel.loaded.remove("nf_tables");
        host.kernel.available = Some(["bridge", "veth", "nf_conntrack"].map(str::to_owned).into());
        host.disk_free = Some(1_000_000_000);
        host.inotify.max_user_instances = Some(128);
        insta::assert_snapshot!(shown(&obstacles(&facts)), @r"
        problem kernel: Linux 6.12.0-1-amd64 lacks `nf_tables`, which Services need
          load it with `sudo modprobe nf_tables`, or take a kernel with CONFIG_NF_TABLES
        problem disk: 1.0 GB are free where the engine keeps its things, `/var/lib/docker`: images can't be built or loaded
          see what takes it with `docker system df`, and remove what nobody uses with `docker system prune`
        ");
    }
}
