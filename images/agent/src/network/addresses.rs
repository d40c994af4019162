//! The addresses of services that this node holds, beside its own.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;
use std::time::Duration;

use nix::ifaddrs::{InterfaceAddress, getifaddrs};

use super::load_balancer::Pool;
use super::{announce, commands};
use crate::error::Error;
use crate::log;

/// Between announcements: others may still have heard the former holder's last answer after the first.
const PAUSES: [Duration; 3] = [Duration::ZERO, Duration::from_secs(1), Duration::from_secs(3)];

/// Makes the node hold exactly the wanted ones of the pool's addresses, on the interface that has the node's own, and
/// tells the network of those that are new.
pub async fn set(pool: &Pool, own: IpAddr, wanted: &BTreeSet<Ipv4Addr>) -> Result<(), Error> {
    let interface = interface_of(own)?;
    let held = held(pool, &interface)?;
    for address in held.difference(wanted) {
        commands::run("ip", &["address", "delete", &format!("{address}/32"), "dev", &interface]).await?;
        log::line(&format!("{address} is not held here any more"));
    }
    let new: BTreeSet<_> = wanted.difference(&held).copied().collect();
    for address in &new {
        commands::run("ip", &["address", "replace", &format!("{address}/32"), "dev", &interface]).await?;
        log::line(&format!("{address} is held here"));
    }
    if !new.is_empty() {
        tokio::spawn(announce_while_held(*pool, interface, new));
    }
    Ok(())
}

async fn announce_while_held(pool: Pool, interface: String, addresses: BTreeSet<Ipv4Addr>) {
    for pause in PAUSES {
        tokio::time::sleep(pause).await;
        let held = held(&pool, &interface);
        if let Err(error) = held.and_then(|held| announce::send(&interface, addresses.intersection(&held))) {
            log::line(&format!("failed to {error}"));
        }
    }
}

/// The interface that has an address. It need not be eth0: a container may be in several networks.
fn interface_of(address: IpAddr) -> Result<String, Error> {
    let found = interfaces()?.find(|entry| ipv4(entry).map(IpAddr::V4) == Some(address));
    found
        .map(|entry| entry.interface_name)
        .ok_or_else(|| Error::Unfit(format!("no interface has the node's address {address}")))
}

/// The pool's addresses that are on an interface.
fn held(pool: &Pool, interface: &str) -> Result<BTreeSet<Ipv4Addr>, Error> {
    let here = interfaces()?.filter(|entry| entry.interface_name == interface);
    Ok(here.filter_map(|entry| ipv4(&entry)).filter(|address| pool.contains(*address)).collect())
}

/// All interfaces with each of their addresses, hardware addresses among them.
pub fn interfaces() -> Result<impl Iterator<Item = InterfaceAddress>, Error> {
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
        assert_eq!(interface_of([127, 0, 0, 1].into()).unwrap(), "lo");
        let error = interface_of([192, 0, 2, 1].into()).unwrap_err();
        assert_eq!(error.to_string(), "go on: no interface has the node's address 192.0.2.1");
        let loopback: Pool = "127.0.0.0/8".parse().unwrap();
        assert!(held(&loopback, "lo").unwrap().contains(&Ipv4Addr::LOCALHOST));
    }
}
