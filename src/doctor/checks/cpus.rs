//! Whether the engine's machine has CPUs enough.

use crate::doctor::{Facts, Finding};

const CHECK: &str = "cpus";
const ENOUGH: i64 = 2;

pub fn check(facts: &Facts) -> Vec<Finding> {
    let Some(engine) = facts.engine() else { return super::elsewhere(CHECK, facts) };
    vec![match engine.cpus {
        ENOUGH.. => Finding::ok(CHECK, format!("the engine has {}", engine.cpus)),
        1 => Finding::warning(
            CHECK,
            "the engine has one: a control plane alone keeps it busy while it starts",
            "give it more, and allow more time with `devcluster start --wait 10m`",
        ),
        _ => Finding::not_checked(CHECK, "the engine does not tell how many it has"),
    }]
}

#[cfg(test)]
mod tests {
    use super::super::sample::{healthy, shown};
    use super::*;

    #[test]
    fn one_is_few() {
        let mut facts = healthy();
        insta::assert_snapshot!(shown(&check(&facts)), @"ok cpus: the engine has 4");
        if let Ok(engine) = &mut facts.engine {
            engine.cpus = 1;
        }
        insta::assert_snapshot!(shown(&check(&facts)), @r"
        warning cpus: the engine has one: a control plane alone keeps it busy while it starts
          give it more, and allow more time with `devcluster start --wait 10m`
        ");
    }
}
