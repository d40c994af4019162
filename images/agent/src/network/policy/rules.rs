//! The nftables rules that enforce isolations: a table of our own, made anew at once.
//!
//! A packet costs some look-ups, however many pods and policies there are: its address leads to the chain of what its
//! pod may do (pods that may do the same share one), which has one rule for each set of ports.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::net::Ipv4Addr;

use super::isolation::{Allowed, Isolation, Ports};
use super::objects::Protocol;
use super::plan::Isolations;
use super::ranges::Ranges;

/// Adding before deleting: the table may be there from before, or not.
const EMPTY: &str = "add table ip devcluster-policy\ndelete table ip devcluster-policy\n";

/// Replies pass by their direction, not because there is a connection: so a new policy holds for old connections too. A
/// client whose connection is cut off is told; who opens one is not, as with other network plugins. Errors that belong to
/// a connection are no traffic of their own.
///
/// After kube-proxy's translation of services, before its masquerade: what is seen are the pods at both ends. A pod that
/// reaches itself by its service can't be kept from that.
///
/// What the node itself sends to its pods, probes among it, passes neither hook.
const HOOKS: &str = "  chain refuse {
    meta l4proto tcp ct state established reject with tcp reset
    drop
  }
  chain forward {
    type filter hook forward priority filter;
    ct direction reply accept
    meta l4proto icmp ct state related accept
    ip saddr . ip daddr @itself accept
    ip saddr vmap @egress
    ip daddr vmap @ingress
  }
  chain input {
    type filter hook input priority filter;
    ct direction reply accept
    meta l4proto icmp ct state related accept
    ip saddr vmap @egress
  }
";

/// What nft is to do. With no isolations there is no table.
pub fn table(isolations: &Isolations) -> String {
    if isolations.is_empty() {
        return EMPTY.to_owned();
    }
    let mut sets = Sets::default();
    let (ingress_chains, ingress) = direction("ingress", "saddr", isolations, |pod| pod.ingress.as_ref(), &mut sets);
    let (egress_chains, egress) = direction("egress", "daddr", isolations, |pod| pod.egress.as_ref(), &mut sets);
    let itself = elements(isolations.keys().map(|address| format!("{address} . {address}")));
    let sets = sets.declare();
    format!(
        "{EMPTY}table ip devcluster-policy {{
{sets}  set itself {{
    type ipv4_addr . ipv4_addr
{itself}  }}
  map egress {{
    type ipv4_addr : verdict
{egress}  }}
  map ingress {{
    type ipv4_addr : verdict
{ingress}  }}
{HOOKS}{egress_chains}{ingress_chains}}}
"
    )
}

/// The chains of a direction, and the elements of the map that leads pods to them.
fn direction<'a>(
    name: &str,
    other_end: &str,
    isolations: &'a Isolations,
    of: impl Fn(&'a Isolation) -> Option<&'a Allowed>,
    sets: &mut Sets<'a>,
) -> (String, String) {
    let pods = || isolations.iter().filter_map(|(address, isolation)| Some((address, of(isolation)?)));
    let mut numbers = BTreeMap::new();
    let mut chains = String::new();
    for (_, allowed) in pods() {
        let next = numbers.len() + 1;
        numbers.entry(allowed).or_insert_with(|| {
            let rules = rules(allowed, other_end, sets);
            // Writing to a String does not fail.
            let _ = write!(chains, "  chain {name}-{next} {{\n{rules}    goto refuse\n  }}\n");
            next
        });
    }
    (chains, elements(pods().map(|(address, allowed)| format!("{address} : jump {name}-{}", numbers[allowed]))))
}

/// Returning is going on with the next direction.
fn rules<'a>(allowed: &'a Allowed, other_end: &str, sets: &mut Sets<'a>) -> String {
    let mut anything = None;
    let mut ports: BTreeMap<(&Ranges, Protocol), Vec<(u32, u32)>> = BTreeMap::new();
    for (which, addresses) in &allowed.addresses {
        match which {
            Ports::All => anything = Some(addresses),
            Ports::Of(protocol, first, last) => {
                ports.entry((addresses, *protocol)).or_default().push(((*first).into(), (*last).into()));
            }
        }
    }
    let mut who = |addresses: &'a Ranges| {
        if addresses.is_all() { String::new() } else { format!("ip {other_end} @{} ", sets.name(addresses)) }
    };
    let mut rules: Vec<_> = anything.into_iter().map(&mut who).collect();
    for ((addresses, protocol), numbers) in ports {
        let numbers: Ranges = numbers.into_iter().collect();
        let what = if numbers.is_only(0u32, u16::MAX) {
            format!("meta l4proto {protocol}")
        } else {
            format!("{protocol} dport {{ {} }}", numbers.show(|number| number))
        };
        rules.push(format!("{}{what} ", who(addresses)));
    }
    for (protocol, sockets) in &allowed.sockets {
        let sockets: Vec<_> = sockets.iter().map(|(address, port)| format!("{address} . {port}")).collect();
        rules.push(format!("ip {other_end} . {protocol} dport {{ {} }} ", sockets.join(", ")));
    }
    rules.into_iter().map(|rule| format!("    {rule}return\n")).collect()
}

fn elements(elements: impl Iterator<Item = String>) -> String {
    let elements: Vec<_> = elements.collect();
    if elements.is_empty() { String::new() } else { format!("    elements = {{ {} }}\n", elements.join(", ")) }
}

/// Sets of addresses, each declared once.
#[derive(Default)]
struct Sets<'a>(BTreeMap<&'a Ranges, usize>);

impl<'a> Sets<'a> {
    fn name(&mut self, addresses: &'a Ranges) -> String {
        let next = self.0.len() + 1;
        format!("addresses-{}", self.0.entry(addresses).or_insert(next))
    }

    fn declare(self) -> String {
        let declare = |(addresses, number): (&Ranges, usize)| {
            let elements = elements(std::iter::once(addresses.show(Ipv4Addr::from)));
            format!("  set addresses-{number} {{\n    type ipv4_addr\n    flags interval\n{elements}  }}\n")
        };
        self.0.into_iter().map(declare).collect()
    }
}

#[cfg(test)]
mod tests;
