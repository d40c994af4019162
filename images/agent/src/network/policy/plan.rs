//! Decides what this node's pods may send and be sent: `policies + pods + namespaces -> isolations`. Pure.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use super::isolation::{Allowed, Isolation, Ports};
use super::objects::{Numbers, Peer, Pod, Policy, Port, Rule};
use super::ranges::Ranges;
use super::selector::Selector;
use super::world::World;

/// The node's pods that are not open in both directions.
pub type Isolations = BTreeMap<Ipv4Addr, Isolation>;

/// A pod that has an address.
struct Placed<'a> {
    pod: &'a Pod,
    address: Ipv4Addr,
}

/// What one policy adds to another's; a pod that no policy selects for a direction is open in that direction.
pub fn plan(world: &World) -> Isolations {
    let pods = placed(world);
    let local = local(&pods);
    let mut isolations = Isolations::new();
    for policy in world.policies.iter() {
        let selected: Vec<_> = local.values().filter(|placed| selects(policy, placed.pod)).collect();
        if selected.is_empty() {
            continue;
        }
        let reach = |rule| reach(rule, policy, &pods, world);
        let senders = policy.ingress.as_ref().map(|rules| rules.iter().filter_map(reach).collect::<Vec<_>>());
        let receivers = policy.egress.as_ref().map(|rules| rules.iter().filter_map(reach).collect::<Vec<_>>());
        for Placed { pod, address } in selected {
            let isolation = isolations.entry(*address).or_default();
            if let Some(senders) = &senders {
                let ingress = isolation.ingress.get_or_insert_default();
                senders.iter().for_each(|(rule, from)| allow_ingress(ingress, rule, from, pod));
            }
            if let Some(receivers) = &receivers {
                let egress = isolation.egress.get_or_insert_default();
                receivers.iter().for_each(|(rule, to)| allow_egress(egress, rule, to, &pods));
            }
        }
    }
    isolations.values_mut().for_each(Isolation::open_where_all_is_allowed);
    isolations.retain(|_, isolation| !isolation.is_open());
    isolations
}

/// A pod of this node is where its sandbox is, whatever the API server says yet or still.
///
/// For a moment it may be that two pods are shown with one address: the one that has it comes last.
fn placed(world: &World) -> Vec<Placed<'_>> {
    let mut pods: Vec<_> = world
        .pods
        .iter()
        .filter_map(|pod| {
            let given =
                if pod.is_local { world.sandboxes.get(&format!("{}/{}", pod.namespace, pod.name)) } else { None };
            Some((given.is_some(), !pod.is_terminating, Placed { pod, address: given.copied().or(pod.address)? }))
        })
        .collect();
    pods.sort_by_key(|(is_given, is_living, _)| (*is_given, *is_living));
    pods.into_iter().map(|(_, _, placed)| placed).collect()
}

/// The node's pods by address.
fn local<'a>(pods: &'a [Placed<'a>]) -> BTreeMap<Ipv4Addr, &'a Placed<'a>> {
    pods.iter().filter(|placed| placed.pod.is_local).map(|placed| (placed.address, placed)).collect()
}

fn selects(policy: &Policy, pod: &Pod) -> bool {
    policy.namespace == pod.namespace && policy.pods.matches(&pod.labels)
}

/// A rule with the addresses of its peers; `None` where there is nobody.
fn reach<'a>(rule: &'a Rule, policy: &Policy, pods: &[Placed<'_>], world: &World) -> Option<(&'a Rule, Ranges)> {
    let mut addresses = if rule.peers.is_empty() { Ranges::all() } else { Ranges::default() };
    for peer in &rule.peers {
        addresses.add(match peer {
            Peer::Block(block) => block.clone(),
            Peer::Pods { namespaces, pods: selector } => {
                let is_meant = |pod: &Pod| {
                    selector.matches(&pod.labels)
                        && is_in(namespaces.as_ref(), &pod.namespace, &policy.namespace, world)
                };
                pods.iter().filter(|placed| is_meant(placed.pod)).map(|placed| placed.address).collect()
            }
        });
    }
    (!addresses.is_empty()).then_some((rule, addresses))
}

fn is_in(selector: Option<&Selector>, namespace: &str, own: &str, world: &World) -> bool {
    match selector {
        None => namespace == own,
        Some(selector) => world.namespaces.get(namespace).is_some_and(|labels| selector.matches(labels)),
    }
}

/// A port's name is what the selected pod calls it.
fn allow_ingress(ingress: &mut Allowed, rule: &Rule, from: &Ranges, pod: &Pod) {
    allow_numbers(ingress, rule, from);
    for (port, name) in names(rule) {
        for number in pod.named(name, port.protocol) {
            ingress.allow(Ports::one(port.protocol, number), from.clone());
        }
    }
}

/// A port's name is what each of the pods at the other end calls it; what is no pod has no names.
fn allow_egress(egress: &mut Allowed, rule: &Rule, to: &Ranges, pods: &[Placed<'_>]) {
    allow_numbers(egress, rule, to);
    for (port, name) in names(rule) {
        for Placed { pod, address } in pods.iter().filter(|placed| to.contains(placed.address)) {
            for number in pod.named(name, port.protocol) {
                egress.allow_socket(port.protocol, *address, number);
            }
        }
    }
}

fn allow_numbers(allowed: &mut Allowed, rule: &Rule, addresses: &Ranges) {
    if rule.ports.is_empty() {
        allowed.allow(Ports::All, addresses.clone());
    }
    for port in &rule.ports {
        let numbers = match &port.numbers {
            Numbers::All => Ports::every(port.protocol),
            Numbers::Range(first, last) => Ports::range(port.protocol, *first, *last),
            Numbers::Named(_) => continue,
        };
        allowed.allow(numbers, addresses.clone());
    }
}

fn names(rule: &Rule) -> impl Iterator<Item = (&Port, &str)> {
    rule.ports.iter().filter_map(|port| match &port.numbers {
        Numbers::Named(name) => Some((port, name.as_str())),
        _ => None,
    })
}

#[cfg(test)]
mod tests;
