//! The addresses of services that this node holds, beside its own.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use super::commands;
use super::load_balancer::Pool;
use crate::error::Error;
use crate::{interfaces, log};

/// Between announcements: others may still have heard the former holder's last answer after the first.
const PAUSES: [Duration; 3] = [Duration::ZERO, Duration::from_secs(1), Duration::from_secs(3)];

/// Makes the node hold exactly the wanted ones of the pool's addresses, on the interface that has the node's own, and
/// tells the network of those that are new.
pub async fn set(pool: &Pool, own: IpAddr, wanted: &BTreeSet<Ipv4Addr>) -> Result<(), Error> {
    let interface = interfaces::of(own)?;
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
        if let Err(error) = held.and_then(|held| interfaces::announce(&interface, addresses.intersection(&held))) {
            log::line(&format!("failed to {error}"));
        }
    }
}

/// The pool's addresses that are on an interface.
fn held(pool: &Pool, interface: &str) -> Result<BTreeSet<Ipv4Addr>, Error> {
    Ok(interfaces::addresses(interface)?.into_iter().filter(|address| pool.contains(*address)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn held_are_those_of_the_pool() {
        let loopback: Pool = "127.0.0.0/8".parse().unwrap();
        assert!(held(&loopback, "lo").unwrap().contains(&Ipv4Addr::LOCALHOST));
        let pool: Pool = "192.0.2.0/24".parse().unwrap();
        assert!(held(&pool, "lo").unwrap().is_empty());
    }
}
