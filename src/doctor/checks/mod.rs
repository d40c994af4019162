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

use super::{Facts, Finding};

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

/// What all checks find.
pub fn findings(facts: &Facts) -> Vec<Finding> {
    CHECKS.iter().flat_map(|check| check(facts)).collect()
}

/// What a check of the host says where the engine runs elsewhere.
fn elsewhere(check: &'static str, facts: &Facts) -> Vec<Finding> {
    let reason = match facts.engine() {
        Some(_) => "the engine does not run on this host",
        None => "no engine answers",
    };
    vec![Finding::not_checked(check, reason)]
}
