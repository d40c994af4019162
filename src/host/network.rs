//! What this host is like, its network above all, for an engine that runs on it.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, UdpSocket};
use std::path::Path;

use ipnet::Ipv4Net;

const USUAL_MTU: u32 = 1500;

/// A TCP port of 127.0.0.1 that nobody uses now.
pub fn free_port() -> std::io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

/// Listens at an address for a moment: an error where that can't be done now.
pub fn listen(address: SocketAddr, udp: bool) -> std::io::Result<()> {
    if udp { UdpSocket::bind(address).map(drop) } else { TcpListener::bind(address).map(drop) }
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
    routes().into_iter().map(|(_, subnet)| subnet).collect()
}

/// Interface and subnet of each route of this host, the default route left out.
pub fn routes() -> Vec<(String, Ipv4Net)> {
    let table = std::fs::read_to_string("/proc/net/route").unwrap_or_default();
    let routes = parse_routes(&table).filter(|(_, subnet)| subnet.prefix_len() > 0);
    routes.map(|(interface, subnet)| (interface.to_owned(), subnet)).collect()
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

/// Bytes that are free for everybody on the disk of a folder of this host.
pub fn free_space(folder: &Path) -> Option<u64> {
    let space = rustix::fs::statvfs(folder).ok()?;
    Some(space.f_bavail * space.f_frsize)
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
