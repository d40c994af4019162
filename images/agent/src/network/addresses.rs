//! The addresses of services that this node holds, on eth0.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;
use std::path::Path;
use std::time::Duration;

use nix::ifaddrs::{InterfaceAddress, getifaddrs};

use super::load_balancer::Pool;
use super::{announce, commands};
use crate::error::Error;
use crate::log;

pub const INTERFACE: &str = "eth0";
/// Between announcements: others may still have heard the former holder's last answer after the first.
const PAUSES: [Duration; 3] = [Duration::ZERO, Duration::from_secs(1), Duration::from_secs(3)];

/// Makes the node hold exactly the wanted ones of the pool's addresses, and tells the network of those that are new.
pub async fn set(pool: &Pool, wanted: &BTreeSet<Ipv4Addr>) -> Result<(), Error> {
    let held = held(pool)?;
    for address in held.difference(wanted) {
        commands::run("ip", &["address", "delete", &format!("{address}/32"), "dev", INTERFACE]).await?;
        log::line(&format!("{address} is not held here any more"));
    }
    let new: BTreeSet<_> = wanted.difference(&held).copied().collect();
    for address in &new {
        commands::run("ip", &["address", "replace", &format!("{address}/32"), "dev", INTERFACE]).await?;
        log::line(&format!("{address} is held here"));
    }
    if !new.is_empty() {
        tokio::spawn(announce_while_held(*pool, new));
    }
    Ok(())
}

async fn announce_while_held(pool: Pool, addresses: BTreeSet<Ipv4Addr>) {
    for pause in PAUSES {
        tokio::time::sleep(pause).await;
        let told = held(&pool).and_then(|held| announce::send(INTERFACE, addresses.intersection(&held)));
        if let Err(error) = told {
            log::line(&format!("failed to {error}"));
        }
    }
}

/// The pool's addresses that are on the interface.
fn held(pool: &Pool) -> Result<BTreeSet<Ipv4Addr>, Error> {
    let addresses = interface_addresses(INTERFACE)?;
    let addresses = addresses.filter_map(|entry| Some(entry.address?.as_sockaddr_in()?.ip()));
    Ok(addresses.filter(|address| pool.contains(*address)).collect())
}

/// All addresses of an interface, its hardware address among them.
pub fn interface_addresses(interface: &str) -> Result<impl Iterator<Item = InterfaceAddress> + use<'_>, Error> {
    let all = getifaddrs().map_err(|errno| Error::file("list the addresses of", Path::new(interface))(errno.into()))?;
    Ok(all.filter(move |entry| entry.interface_name == interface))
}
