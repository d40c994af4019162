//! Whether clusters' networks stand in the way of other routes of this host, and whether one more finds a subnet.

use ipnet::Ipv4Net;

use crate::doctor::{Facts, Finding};
use crate::plan::free_subnet;

const CHECK: &str = "networks";

pub fn check(facts: &Facts) -> Vec<Finding> {
    let networks = &facts.networks;
    let mut found: Vec<_> = networks
        .clusters
        .iter()
        .filter_map(|(cluster, subnet)| {
            let (interface, other) = other_route(&networks.routes, *subnet)?;
            Some(Finding::warning(
                CHECK,
                format!("network {subnet} of cluster `{cluster}` overlaps {other}, which {interface} leads to"),
                format!(
                    "choose another with `network.subnet` in cluster.yaml after `devcluster --name {cluster} delete`"
                ),
            ))
        })
        .collect();
    let taken: Vec<_> =
        networks.taken.iter().copied().chain(networks.routes.iter().map(|(_, subnet)| *subnet)).collect();
    if free_subnet(&taken).is_none() {
        found.push(Finding::problem(
            CHECK,
            "no subnet is free for one more cluster",
            "remove networks that nobody uses with `docker network prune`",
        ));
    }
    if found.is_empty() {
        found.push(Finding::ok(CHECK, "clusters' networks overlap nothing, and subnets are free"));
    }
    found
}

/// A route that overlaps `subnet` and is not the one of its own bridge, which is there once and fits exactly.
fn other_route(routes: &[(String, Ipv4Net)], subnet: Ipv4Net) -> Option<(&str, Ipv4Net)> {
    let mut own = false;
    routes.iter().find_map(|(interface, other)| {
        if *other == subnet && !own {
            own = true;
            return None;
        }
        let overlaps = other.contains(&subnet) || subnet.contains(other);
        overlaps.then_some((interface.as_str(), *other))
    })
}

#[cfg(test)]
mod tests {
    use super::super::sample::{healthy, shown};
    use super::*;
    use crate::doctor::facts::NetworkFacts;

    fn with(routes: &[(&str, &str)]) -> String {
        let routes =
            routes.iter().map(|(interface, subnet)| ((*interface).to_owned(), subnet.parse().unwrap())).collect();
        let clusters = vec![("dev".to_owned(), "172.24.0.0/22".parse().unwrap())];
        let facts = Facts { networks: NetworkFacts { clusters, routes, taken: Vec::new() }, ..healthy() };
        shown(&check(&facts))
    }

    #[test]
    fn a_route_that_is_not_the_clusters_own_is_told() {
        insta::assert_snapshot!(with(&[("br-1", "172.24.0.0/22"), ("eth0", "10.0.0.0/8")]), @"ok networks: clusters' networks overlap nothing, and subnets are free");
        insta::assert_snapshot!(with(&[("br-1", "172.24.0.0/22"), ("tun0", "172.24.0.0/16")]), @r"
        warning networks: network 172.24.0.0/22 of cluster `dev` overlaps 172.24.0.0/16, which tun0 leads to
          choose another with `network.subnet` in cluster.yaml after `devcluster --name dev delete`
        ");
        insta::assert_snapshot!(with(&[("tun0", "172.16.0.0/12")]), @r"
        warning networks: network 172.24.0.0/22 of cluster `dev` overlaps 172.16.0.0/12, which tun0 leads to
          choose another with `network.subnet` in cluster.yaml after `devcluster --name dev delete`
        problem networks: no subnet is free for one more cluster
          remove networks that nobody uses with `docker network prune`
        ");
    }
}
