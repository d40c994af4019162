//! The interfaces that there are, by their addresses.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;

use nix::ifaddrs::{InterfaceAddress, getifaddrs};
use nix::net::if_::if_nametoindex;

use crate::error::Error;

/// The interface that has an address. It need not be eth0: a container may be in several networks, and may have left
/// one and come back.
pub fn of(address: IpAddr) -> Result<String, Error> {
    let found = all()?.find(|entry| ipv4(entry).map(IpAddr::V4) == Some(address));
    found
        .map(|entry| entry.interface_name)
        .ok_or_else(|| Error::Unfit(format!("no interface has the node's address {address}")))
}

/// As `of`, its number, which no later interface gets; `None` where there is none.
pub fn index_of(address: IpAddr) -> Option<u32> {
    if_nametoindex(of(address).ok()?.as_str()).ok()
}

/// The IPv4 addresses of an interface.
pub fn addresses(interface: &str) -> Result<BTreeSet<Ipv4Addr>, Error> {
    Ok(all()?.filter(|entry| entry.interface_name == interface).filter_map(|entry| ipv4(&entry)).collect())
}

/// All interfaces with each of their addresses, hardware addresses among them.
pub fn all() -> Result<impl Iterator<Item = InterfaceAddress>, Error> {
    getifaddrs().map_err(|errno| Error::file("list the interfaces in", Path::new("/sys/class/net"))(errno.into()))
}

fn ipv4(entry: &InterfaceAddress) -> Option<Ipv4Addr> {
    Some(entry.address.as_ref()?.as_sockaddr_in()?.ip())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interface_is_found_by_its_address() {
        assert_eq!(of([127, 0, 0, 1].into()).unwrap(), "lo");
        assert_eq!(index_of([127, 0, 0, 1].into()), Some(1));
        assert!(addresses("lo").unwrap().contains(&Ipv4Addr::LOCALHOST));
        let error = of([192, 0, 2, 1].into()).unwrap_err();
        assert_eq!(error.to_string(), "go on: no interface has the node's address 192.0.2.1");
        assert_eq!(index_of([192, 0, 2, 1].into()), None);
    }
}
