//! Which node holds which address.

use std::collections::{BTreeMap, BTreeSet};

use super::addresses::Given;
use super::endpoints::Endpoints;
use super::table::{Entry, Table};

/// Gives each address a node: the one that holds it while it can, else the one with the fewest. Under
/// externalTrafficPolicy Local only nodes with a ready endpoint can, as long as there is any.
pub fn hold(given: &Given<'_>, before: &Table, able: &BTreeSet<String>, endpoints: &Endpoints) -> Table {
    let holder = |address| before.0.get(address).and_then(|entry| entry.node.clone());
    let mut load: BTreeMap<&str, usize> = able.iter().map(|node| (node.as_str(), 0)).collect();
    let mut table = Table::default();
    let mut moving = Vec::new();
    for (address, services) in given {
        let able =
            able_for(services.iter().filter(|service| service.local).map(|service| &service.name), able, endpoints);
        let kept = holder(address).filter(|node| able.contains(node.as_str()));
        match kept.as_ref().and_then(|node| load.get_mut(node.as_str())) {
            Some(count) => *count += 1,
            None => moving.push((address, able)),
        }
        let services = services.iter().map(|service| service.name.clone()).collect();
        table.0.insert(*address, Entry { node: kept, services });
    }
    for (address, able) in moving {
        let least = able.into_iter().min_by_key(|node| load.get(node));
        if let Some(count) = least.and_then(|node| load.get_mut(node)) {
            *count += 1;
        }
        if let Some(entry) = table.0.get_mut(address) {
            // Where no node can, it stays: nothing is won by taking it away.
            entry.node = least.map(str::to_owned).or_else(|| holder(address));
        }
    }
    table
}

/// The able nodes on which each of the services has an endpoint; all that are able where there is none.
fn able_for<'a>(
    local: impl Iterator<Item = &'a String>,
    able: &'a BTreeSet<String>,
    endpoints: &Endpoints,
) -> BTreeSet<&'a str> {
    let all: BTreeSet<&str> = able.iter().map(String::as_str).collect();
    local.filter_map(|service| endpoints.get(service)).fold(all, |able, nodes| {
        let with: BTreeSet<_> = able.iter().copied().filter(|node| nodes.contains(*node)).collect();
        if with.is_empty() { able } else { with }
    })
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use k8s_openapi::serde_json::json;

    use super::super::addresses::allocate;
    use super::super::service::Balanced;
    use super::super::service::tests::services;
    use super::*;

    fn names(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(ToString::to_string).collect()
    }

    /// The holders of the addresses in order, after `able` were able in turn.
    fn held(all: &[Balanced], turns: &[&[&str]], endpoints: &Endpoints) -> Vec<String> {
        let mut table = Table::default();
        for able in turns {
            let (given, _) = allocate(&"172.24.3.0/24".parse().unwrap(), &table, all);
            table = hold(&given, &table, &names(able), endpoints);
        }
        table.0.values().map(|entry| entry.node.clone().unwrap_or_default()).collect()
    }

    fn four() -> Vec<Balanced> {
        services(&["a", "b", "c", "d"].map(|name| (name, json!({}))))
    }

    #[test]
    fn addresses_are_spread() {
        assert_eq!(held(&four(), &[&["w1", "w2"]], &Endpoints::new()), ["w1", "w2", "w1", "w2"]);
    }

    #[test]
    fn only_what_a_dead_node_held_moves_and_nothing_moves_back() {
        let turns: [&[&str]; 3] = [&["w1", "w2", "w3"], &["w1", "w3"], &["w1", "w2", "w3"]];
        assert_eq!(held(&four(), &turns, &Endpoints::new()), ["w1", "w3", "w3", "w1"]);
    }

    #[test]
    fn where_no_node_is_able_all_stays_as_it_is() {
        assert_eq!(held(&four(), &[&["w1", "w2"], &[]], &Endpoints::new()), ["w1", "w2", "w1", "w2"]);
        assert_eq!(held(&four(), &[&[]], &Endpoints::new()), ["", "", "", ""]);
    }

    #[test]
    fn local_traffic_goes_where_endpoints_are() {
        let all = services(&[("a", json!({ "spec": { "externalTrafficPolicy": "Local" } })), ("b", json!({}))]);
        let at = |nodes: &[&str]| Endpoints::from([("default/a".to_owned(), names(nodes))]);
        let able: [&[&str]; 1] = [&["w1", "w2", "w3"]];
        assert_eq!(held(&all, &able, &at(&["w3"])), ["w3", "w1"]);
        assert_eq!(held(&all, &able, &at(&["control-plane-1"])), ["w1", "w2"]);
    }

    #[test]
    fn an_address_of_the_table_that_nobody_has_goes() {
        let before = Table([(Ipv4Addr::new(172, 24, 3, 1), Entry::default())].into());
        assert_eq!(hold(&Given::new(), &before, &names(&["w1"]), &Endpoints::new()), Table::default());
    }
}
