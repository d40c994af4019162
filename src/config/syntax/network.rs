//! Subnets.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

/// Smallest subnet: of nodes it has room for fixed addresses, the engine's and LoadBalancers', of pods for one node.
const SMALLEST: u8 = 24;
/// Largest service subnet that kube-apiserver takes.
const LARGEST_OF_SERVICES: u8 = 12;
/// What no cluster can live in, and why.
const UNUSABLE: [(&str, &str); 5] = [
    ("0.0.0.0/8", "means \"this host\""),
    ("127.0.0.0/8", "is each host's loopback"),
    ("169.254.0.0/16", "is link-local"),
    ("224.0.0.0/4", "is multicast"),
    ("240.0.0.0/4", "is reserved"),
];

/// A subnet of nodes or pods.
pub fn subnet(text: &str) -> Result<Ipv4Net, String> {
    let subnet: Ipv4Net =
        text.parse().map_err(|_| format!("expected an IPv4 subnet such as 10.244.0.0/16, found `{text}`"))?;
    if subnet.prefix_len() > SMALLEST {
        return Err(format!("`{text}` is too small: /{SMALLEST} is the smallest subnet that has room"));
    }
    let subnet = subnet.trunc();
    match UNUSABLE.iter().find(|(other, _)| other.parse().is_ok_and(|other| overlap(&subnet, &other))) {
        Some((other, reason)) => Err(format!("`{text}` can't be used: {other} {reason}")),
        None => Ok(subnet),
    }
}

/// A subnet of services.
pub fn service_subnet(text: &str) -> Result<Ipv4Net, String> {
    let subnet = subnet(text)?;
    if subnet.prefix_len() < LARGEST_OF_SERVICES {
        return Err(format!("`{text}` is too large: kube-apiserver takes /{LARGEST_OF_SERVICES} at most"));
    }
    Ok(subnet)
}

/// Whether two subnets have an address in common.
pub fn overlap(one: &Ipv4Net, other: &Ipv4Net) -> bool {
    one.contains(other) || other.contains(one)
}

/// An address of the host that listens.
pub fn host_address(text: &str) -> Result<Ipv4Addr, String> {
    text.parse()
        .map_err(|_| format!("`{text}` is not an IPv4 address such as 127.0.0.1, or 0.0.0.0 for all of the host's"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subnets_are_ipv4_with_room() {
        assert_eq!(subnet("10.244.1.7/16").map(|net| net.to_string()).as_deref(), Ok("10.244.0.0/16"));
        for text in
            ["10.0.0.0", "10.0.0.0/25", "10.300.0.0/16", "fd00::/64", "", "0.0.0.0/0", "127.0.0.0/16", "169.254.1.0/24"]
        {
            assert!(subnet(text).is_err(), "{text}");
        }
        assert!(service_subnet("10.0.0.0/8").is_err());
        assert!(service_subnet("10.96.0.0/12").is_ok());
    }
}
