//! The node's further addresses, such as the cluster's API address.

use std::process::Command;

use crate::error::Error;
use crate::process::Reaper;

/// Adds addresses (`172.24.0.2/22`) to eth0. One that is there already stays.
pub fn add(addresses: &[String], reaper: &Reaper) -> Result<(), Error> {
    for address in addresses {
        reaper.run(Command::new("ip").args(["address", "replace", address, "dev", "eth0"]))?;
    }
    Ok(())
}
