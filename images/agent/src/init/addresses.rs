//! The node's further addresses, such as the cluster's API address.

use std::net::{IpAddr, Ipv4Addr};
use std::process::Command;
use std::sync::Arc;
use std::thread;

use super::node_config::node_config;
use crate::error::Error;
use crate::interfaces::{self, Changes};
use crate::log;
use crate::process::Reaper;

/// Adds addresses (`172.24.0.2/22`) beside the node's own, and again whenever the engine has brought another interface:
/// the whole cluster asks the API address.
pub fn keep(own: IpAddr, wanted: &[String], reaper: &Arc<Reaper>) -> Result<(), Error> {
    if wanted.is_empty() {
        return Ok(());
    }
    let changes = Changes::listen()?;
    add(&interfaces::of(own)?, wanted, reaper)?;
    let reaper = Arc::clone(reaper);
    thread::spawn(move || {
        while changes.wait().is_ok() {
            // Between two interfaces there is none: the next change brings it.
            let Ok(interface) = interfaces::of(own) else { continue };
            // Read again: an address that is given up is taken from the file first.
            let added = node_config().and_then(|node| add(&interface, &node.extra_addresses, &reaper));
            if let Err(error) = added {
                log::line(&format!("failed to {error}"));
            }
        }
    });
    Ok(())
}

fn add(interface: &str, wanted: &[String], reaper: &Reaper) -> Result<(), Error> {
    let there = interfaces::addresses(interface)?;
    for with_prefix in wanted {
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
