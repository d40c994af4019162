//! Which programs on this host there are to work with clusters.

use crate::doctor::{Facts, Finding};

const CHECK: &str = "programs";

pub fn check(facts: &Facts) -> Vec<Finding> {
    let programs = &facts.programs;
    let mut found = vec![match (&programs.docker, programs.buildx) {
        (None, _) => Finding::warning(
            CHECK,
            "there is no `docker`: `devcluster build` and `up` need it",
            "on Debian and Ubuntu: `sudo apt-get install docker-cli docker-buildx`",
        ),
        (Some(_), true) => Finding::ok(CHECK, "`docker` is there, with buildx"),
        (Some(_), false) => Finding::ok(CHECK, "`docker` is there, without buildx: it builds by its older builder"),
    }];
    found.push(Finding::ok(
        CHECK,
        match &programs.kubectl {
            Some(path) => format!("`kubectl` is `{}`", path.display()),
            None => "there is no `kubectl`; `devcluster kubectl --` runs the cluster's own".to_owned(),
        },
    ));
    found
}

#[cfg(test)]
mod tests {
    use super::super::sample::{healthy, shown};
    use super::*;
    use crate::doctor::facts::ProgramFacts;

    #[test]
    fn kubectl_can_be_missing_and_docker_should_not() {
        let facts = Facts { programs: ProgramFacts::default(), ..healthy() };
        insta::assert_snapshot!(shown(&check(&facts)), @r"
        warning programs: there is no `docker`: `devcluster build` and `up` need it
          on Debian and Ubuntu: `sudo apt-get install docker-cli docker-buildx`
        ok programs: there is no `kubectl`; `devcluster kubectl --` runs the cluster's own
        ");
        insta::assert_snapshot!(shown(&check(&healthy())), @r"
        ok programs: `docker` is there, with buildx
        ok programs: `kubectl` is `/usr/bin/kubectl`
        ");
    }
}
