//! The node's further addresses, such as the cluster's API address.

use std::net::Ipv4Addr;
use std::process::Command;
use std::sync::Arc;
use std::thread;

use super::node_config::{NodeConfig, node_config};
use crate::error::Error;
use crate::interfaces::{self, Changes};
use crate::log;
use crate::process::Reaper;

/// Adds a node's further addresses beside its own, and again whenever the engine has brought another interface: the
/// whole cluster asks the API address. When another container takes that over, node.json does not name it any more.
pub fn keep(node: &NodeConfig, reaper: &Arc<Reaper>) -> Result<(), Error> {
    if node.extra_addresses.is_empty() {
        return Ok(());
    }
    let changes = Changes::listen()?;
    add(&interfaces::of(node.address)?, node, reaper)?;
    let (own, reaper) = (node.address, Arc::clone(reaper));
    thread::spawn(move || {
        while changes.wait().is_ok() {
            // Between two interfaces there is none: the next change brings it.
            let Ok(interface) = interfaces::of(own) else { continue };
            if let Err(error) = node_config().and_then(|node| add(&interface, &node, &reaper)) {
                log::line(&format!("failed to {error}"));
            }
        }
    });
    Ok(())
}

fn add(interface: &str, node: &NodeConfig, reaper: &Reaper) -> Result<(), Error> {
    let there = interfaces::addresses(interface)?;
    for with_prefix in &node.extra_addresses {
        let address = parse(with_prefix)?;
        if there.contains(&address) {
            continue;
        }
        reaper.run(Command::new("ip").args(["address", "replace", with_prefix, "dev", interface]))?;
        log::line(&format!("{address} is on {interface}"));
        // Others may remember the hardware address of a former interface.
        interfaces::announce(interface, [&address])?;
    }
    Ok(())
}

fn parse(address: &str) -> Result<Ipv4Addr, Error> {
    let bare = address.split_once('/').map_or(address, |(bare, _)| bare);
    bare.parse().map_err(|_| Error::Unfit(format!("`{address}` is no IPv4 address")))
}
