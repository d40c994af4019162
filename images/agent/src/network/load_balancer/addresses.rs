//! Which service gets which address.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use super::pool::Pool;
use super::service::Balanced;
use super::table::Table;

/// Services by the address that they have.
pub type Given<'a> = BTreeMap<Ipv4Addr, Vec<&'a Balanced>>;

/// Why a service gets none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("spec.loadBalancerIP `{asked}` is none of this cluster's addresses for services, {first} to {last}")]
    Outside { asked: String, first: Ipv4Addr, last: Ipv4Addr },
    #[error("spec.loadBalancerIP `{asked}` belongs to the service `{by}`")]
    Taken { asked: Ipv4Addr, by: String },
    #[error(
        "all addresses for services, {first} to {last}, are in use: one that becomes free is given to this service"
    )]
    Exhausted { first: Ipv4Addr, last: Ipv4Addr },
}

/// Gives each service an address, or says why not. What a service has it keeps while it accepts it; what is free
/// goes to the oldest that waits.
pub fn allocate<'a>(pool: &Pool, before: &Table, services: &'a [Balanced]) -> (Given<'a>, BTreeMap<String, Refusal>) {
    let mut given = Given::new();
    let mut waiting: Vec<&Balanced> = services.iter().collect();
    // The table is right. Where it has been lost, what the services show was in it.
    for known in [in_table, in_status] {
        waiting.retain(|service| {
            let known = known(service, before).filter(|address| {
                pool.contains(*address) && service.accepts(*address) && blocked_by(&given, *address, service).is_none()
            });
            known.map(|address| given.entry(address).or_default().push(service)).is_none()
        });
    }
    let mut refusals = BTreeMap::new();
    for service in waiting {
        match choose(pool, &given, service) {
            Ok(address) => given.entry(address).or_default().push(service),
            Err(refusal) => drop(refusals.insert(service.name.clone(), refusal)),
        }
    }
    (given, refusals)
}

fn in_table(service: &Balanced, table: &Table) -> Option<Ipv4Addr> {
    table.address_of(&service.name)
}

fn in_status(service: &Balanced, _: &Table) -> Option<Ipv4Addr> {
    service.shown().iter().find_map(|ingress| ingress.ip.as_ref()?.parse().ok())
}

/// Who has the address and does not share it.
fn blocked_by<'a>(given: &Given<'a>, address: Ipv4Addr, service: &Balanced) -> Option<&'a Balanced> {
    given.get(&address).into_iter().flatten().find(|user| !user.shares_with(service)).copied()
}

fn choose(pool: &Pool, given: &Given<'_>, service: &Balanced) -> Result<Ipv4Addr, Refusal> {
    let (first, last) = (pool.first(), pool.last());
    if let Some(asked) = &service.asked {
        let outside = || Refusal::Outside { asked: asked.clone(), first, last };
        let asked = asked.parse().ok().filter(|address| pool.contains(*address)).ok_or_else(outside)?;
        return match blocked_by(given, asked, service) {
            None => Ok(asked),
            Some(by) => Err(Refusal::Taken { asked, by: by.name.clone() }),
        };
    }
    let shared = given.iter().find(|(_, users)| users.iter().all(|user| user.shares_with(service)));
    let free = || pool.addresses().find(|address| !given.contains_key(address));
    shared.map(|(address, _)| *address).or_else(free).ok_or(Refusal::Exhausted { first, last })
}

#[cfg(test)]
mod tests {
    use k8s_openapi::serde_json::json;

    use super::super::service::tests::services;
    use super::super::table::Entry;
    use super::*;

    fn pool() -> Pool {
        "172.24.3.0/29".parse().unwrap()
    }

    fn table(entries: &[(u8, &str)]) -> Table {
        let entry = |(last, service): &(u8, &str)| {
            let services = [format!("default/{service}")].into();
            (Ipv4Addr::new(172, 24, 3, *last), Entry { services, node: None })
        };
        Table(entries.iter().map(entry).collect())
    }

    /// `NAME ADDRESS'S LAST NUMBER`, and refusals.
    fn allocated(before: &Table, all: &[Balanced]) -> (Vec<String>, Vec<String>) {
        let (given, refusals) = allocate(&pool(), before, all);
        let named = |(address, users): (&Ipv4Addr, &Vec<&Balanced>)| {
            users.iter().map(|user| format!("{} {}", user.name, address.octets()[3])).collect::<Vec<_>>()
        };
        let given = given.iter().flat_map(named).collect();
        (given, refusals.iter().map(|(name, refusal)| format!("{name}: {refusal}")).collect())
    }

    #[test]
    fn the_first_free_addresses_are_given_and_kept() {
        let all = services(&[("old", json!({})), ("kept", json!({})), ("new", json!({}))]);
        let (given, refusals) = allocated(&table(&[(1, "gone"), (2, "kept"), (9, "old")]), &all);
        assert_eq!(given, ["default/old 1", "default/kept 2", "default/new 3"]);
        assert_eq!(refusals, [""; 0]);
    }

    #[test]
    fn a_lost_table_is_made_again_from_what_services_show() {
        let all = services(&[
            ("new", json!({})),
            ("second", json!({ "ingress": [{ "ip": "172.24.3.2" }] })),
            ("first", json!({ "ingress": [{ "ip": "172.24.3.1" }] })),
            ("restored-twice", json!({ "ingress": [{ "ip": "172.24.3.1" }] })),
        ]);
        let (given, _) = allocated(&Table::default(), &all);
        assert_eq!(given, ["default/first 1", "default/second 2", "default/new 3", "default/restored-twice 4"]);
    }

    #[test]
    fn the_address_that_is_asked_for_is_given_where_it_is_free() {
        let ask = |address: &str| json!({ "spec": { "loadBalancerIP": address } });
        let all = services(&[
            ("five", ask("172.24.3.5")),
            ("five-too", ask("172.24.3.5")),
            ("outside", ask("10.0.0.1")),
            ("moves", ask("172.24.3.4")),
            ("odd", ask("web")),
        ]);
        let (given, refusals) = allocated(&table(&[(1, "moves"), (2, "outside")]), &all);
        assert_eq!(given, ["default/moves 4", "default/five 5"]);
        assert_eq!(
            refusals,
            [
                "default/five-too: spec.loadBalancerIP `172.24.3.5` belongs to the service `default/five`",
                "default/odd: spec.loadBalancerIP `web` is none of this cluster's addresses for services, 172.24.3.1 to 172.24.3.6",
                "default/outside: spec.loadBalancerIP `10.0.0.1` is none of this cluster's addresses for services, 172.24.3.1 to 172.24.3.6",
            ]
        );
    }

    #[test]
    fn a_pool_that_is_exhausted_serves_those_who_have_one() {
        let names: Vec<_> = (0..8).map(|number| format!("web-{number}")).collect();
        let all = services(&names.iter().map(|name| (name.as_str(), json!({}))).collect::<Vec<_>>());
        let (given, refusals) = allocated(&table(&[(1, "web-7")]), &all);
        assert_eq!((given.len(), given[0].as_str()), (6, "default/web-7 1"));
        assert_eq!(refusals.len(), 2);
        assert!(
            refusals[0].contains("all addresses for services, 172.24.3.1 to 172.24.3.6, are in use"),
            "{refusals:?}"
        );
    }

    #[test]
    fn services_share_an_address_when_they_say_so_and_their_ports_differ() {
        let on = |port: u16, protocol: &str| json!({ "share": "a", "spec": { "ports": [{ "port": port, "protocol": protocol }] } });
        let mut local = on(81, "TCP");
        local["spec"]["externalTrafficPolicy"] = json!("Local");
        let all = services(&[
            ("tcp", on(53, "TCP")),
            ("udp", on(53, "UDP")),
            ("tcp-too", on(53, "TCP")),
            ("local", local),
            ("alone", json!({})),
        ]);
        let (given, _) = allocated(&Table::default(), &all);
        assert_eq!(
            given,
            ["default/tcp 1", "default/udp 1", "default/tcp-too 2", "default/local 3", "default/alone 4"]
        );
    }
}
