//! Whether the disk where the engine keeps its things has room.

use crate::doctor::{Facts, Finding};

const CHECK: &str = "disk";
const GB: u64 = 1_000_000_000;
/// For the node image, and images of apps.
const ENOUGH: u64 = 10 * GB;
const LEAST: u64 = 2 * GB;

pub fn check(facts: &Facts) -> Vec<Finding> {
    let Some(host) = &facts.host else { return super::elsewhere(CHECK, facts) };
    let folder = facts.engine().and_then(|engine| engine.root_folder.as_ref());
    let (Some(free), Some(folder)) = (host.disk_free, folder) else {
        return vec![Finding::not_checked(CHECK, "it can't be told where the engine keeps its things")];
    };
    let what =
        format!("{:.1} GB are free where the engine keeps its things, `{}`", free as f64 / GB as f64, folder.display());
    let remedy = "see what takes it with `docker system df`, and remove what nobody uses with `docker system prune`";
    vec![match free {
        ENOUGH.. => Finding::ok(CHECK, what),
        LEAST.. => Finding::warning(CHECK, what, remedy),
        _ => Finding::problem(CHECK, format!("{what}: images can't be built or loaded"), remedy),
    }]
}

#[cfg(test)]
mod tests {
    use super::super::sample::{healthy, shown};
    use super::*;

    #[test]
    fn a_full_disk_is_a_problem() {
        let with = |free| {
            let mut facts = healthy();
            if let Some(host) = &mut facts.host {
                host.disk_free = Some(free);
            }
            shown(&check(&facts))
        };
        insta::assert_snapshot!(with(48 * GB), @"ok disk: 48.0 GB are free where the engine keeps its things, `/var/lib/docker`");
        insta::assert_snapshot!(with(5 * GB), @r"
        warning disk: 5.0 GB are free where the engine keeps its things, `/var/lib/docker`
          see what takes it with `docker system df`, and remove what nobody uses with `docker system prune`
        ");
        insta::assert_snapshot!(with(GB), @r"
        problem disk: 1.0 GB are free where the engine keeps its things, `/var/lib/docker`: images can't be built or loaded
          see what takes it with `docker system df`, and remove what nobody uses with `docker system prune`
        ");
    }
}
