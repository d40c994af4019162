//! Whether ports of the loopback address can be had: API servers are published on one.

use crate::doctor::{Facts, Finding};

const CHECK: &str = "ports";

pub fn check(facts: &Facts) -> Vec<Finding> {
    vec![match &facts.loopback_port {
        Ok(()) => Finding::ok(CHECK, "ports of 127.0.0.1 can be had for API servers"),
        Err(reason) => Finding::problem(
            CHECK,
            format!("no port of 127.0.0.1 can be had for an API server: {reason}"),
            "see the loopback interface with `ip address show lo`, and who listens with `ss -ltn`",
        ),
    }]
}

#[cfg(test)]
mod tests {
    use super::super::sample::{healthy, shown};
    use super::*;

    #[test]
    fn a_host_without_ports_is_told() {
        let facts = Facts { loopback_port: Err("Cannot assign requested address".into()), ..healthy() };
        insta::assert_snapshot!(shown(&check(&facts)), @r"
        problem ports: no port of 127.0.0.1 can be had for an API server: Cannot assign requested address
          see the loopback interface with `ip address show lo`, and who listens with `ss -ltn`
        ");
    }
}
