//! What this host's network looks like, for an engine that runs on it.

use std::net::{Ipv4Addr, TcpListener};

use ipnet::Ipv4Net;

const USUAL_MTU: u32 = 1500;

/// A TCP port of 127.0.0.1 that nobody uses now.
pub fn free_port() -> std::io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

/// The proxy that this host's environment names, lower case first as curl has it: (http, https, without).
pub fn proxy() -> (Option<String>, Option<String>, Vec<String>) {
    let get = |name: &str| {
        let value = std::env::var(name.to_lowercase()).or_else(|_| std::env::var(name));
        value.ok().filter(|value| !value.is_empty())
    };
    let without = get("NO_PROXY").unwrap_or_default();
    let without = without.split(',').map(str::trim).filter(|host| !host.is_empty()).map(str::to_owned).collect();
    (get("HTTP_PROXY"), get("HTTPS_PROXY"), without)
}

/// MTU of the interface of the default route where it is below 1500: networks of the engine have to fit through it
/// and do not learn it by themselves.
pub fn small_mtu() -> Option<u32> {
    let routes = std::fs::read_to_string("/proc/net/route").ok()?;
    let (interface, _) = parse_routes(&routes).find(|(_, subnet)| subnet.prefix_len() == 0)?;
    let mtu = std::fs::read_to_string(format!("/sys/class/net/{interface}/mtu")).ok()?;
    mtu.trim().parse().ok().filter(|&mtu| mtu < USUAL_MTU)
}

/// Subnets that this host has routes to, the default route left out: a cluster's network must not hide them.
pub fn routed_subnets() -> Vec<Ipv4Net> {
    let routes = std::fs::read_to_string("/proc/net/route").unwrap_or_default();
    parse_routes(&routes).map(|(_, subnet)| subnet).filter(|subnet| subnet.prefix_len() > 0).collect()
}

/// Lines of /proc/net/route: interface, then destination and (eighth) mask as little-endian hexadecimal.
fn parse_routes(table: &str) -> impl Iterator<Item = (&str, Ipv4Net)> {
    table.lines().skip(1).filter_map(|line| {
        let fields: Vec<_> = line.split_whitespace().collect();
        let address = |field: &str| u32::from_str_radix(field, 16).ok().map(|bits| Ipv4Addr::from(bits.swap_bytes()));
        let subnet = Ipv4Net::with_netmask(address(fields.get(1)?)?, address(fields.get(7)?)?).ok()?;
        Some((*fields.first()?, subnet))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_routing_table_is_read() {
        let table = "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\n\
            eth0\t00000000\t0100000A\t0003\t0\t0\t0\t00000000\t0\t0\t0\n\
            docker0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0\n";
        let routes: Vec<_> = parse_routes(table).collect();
        assert_eq!(routes[0], ("eth0", "0.0.0.0/0".parse().unwrap()));
        assert_eq!(routes[1], ("docker0", "172.17.0.0/16".parse().unwrap()));
    }
}
