//! Whether names of the outside are found, on this host and in nodes.

use crate::doctor::{Facts, Finding};

const CHECK: &str = "dns";
/// Known everywhere; nothing is fetched from it.
pub const NAME: &str = "registry.k8s.io";

pub fn check(facts: &Facts) -> Vec<Finding> {
    let names = &facts.names;
    vec![match (&names.in_node, names.on_host) {
        (_, false) => Finding::warning(
            CHECK,
            format!("this host does not find {NAME}: images can be built and loaded, but not pulled"),
            format!(
                "see whether a DNS server answers with `getent hosts {NAME}`, and which is asked in /etc/resolv.conf"
            ),
        ),
        (Some((node, false)), true) => Finding::warning(
            CHECK,
            format!("this host finds {NAME}, node `{node}` does not"),
            "name a DNS server that containers reach in /etc/docker/daemon.json, `\"dns\": [\"ADDRESS\"]`, then \
             `sudo systemctl restart docker`",
        ),
        (Some(_), true) => Finding::ok(CHECK, "names of the outside are found, here and in nodes"),
        (None, true) => Finding::ok(CHECK, "names of the outside are found here; no node runs that could be asked"),
    }]
}

#[cfg(test)]
mod tests {
    use super::super::sample::{healthy, shown};
    use super::*;
    use crate::doctor::facts::NameFacts;

    #[test]
    fn host_and_nodes_are_told_apart() {
        let with = |on_host, in_node: Option<bool>| {
            let in_node = in_node.map(|found| ("devcluster-dev-control-plane-1".to_owned(), found));
            shown(&check(&Facts { names: NameFacts { on_host, in_node }, ..healthy() }))
        };
        insta::assert_snapshot!(with(false, None), @r"
        warning dns: this host does not find registry.k8s.io: images can be built and loaded, but not pulled
          see whether a DNS server answers with `getent hosts registry.k8s.io`, and which is asked in /etc/resolv.conf
        ");
        insta::assert_snapshot!(with(true, Some(false)), @r#"
        warning dns: this host finds registry.k8s.io, node `devcluster-dev-control-plane-1` does not
          name a DNS server that containers reach in /etc/docker/daemon.json, `"dns": ["ADDRESS"]`, then `sudo systemctl restart docker`
        "#);
        insta::assert_snapshot!(with(true, Some(true)), @"ok dns: names of the outside are found, here and in nodes");
        insta::assert_snapshot!(with(true, None), @"ok dns: names of the outside are found here; no node runs that could be asked");
    }
}
