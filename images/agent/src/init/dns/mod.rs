//! Relays DNS from the node's address to the node's own nameserver: on the engine's networks that is 127.0.0.11, which
//! pods can't reach.

mod pending;
mod tcp;
mod udp;

use std::net::{IpAddr, SocketAddr};

use crate::error::Error;
use crate::log;

/// Binds port 53 and starts the relaying threads.
pub fn relay(address: IpAddr, nameserver: Option<IpAddr>) -> Result<(), Error> {
    let Some(nameserver) = nameserver else {
        log::line("/etc/resolv.conf names no nameserver: DNS is not relayed");
        return Ok(());
    };
    if nameserver == address {
        return Err(Error::Unfit(format!("the node's nameserver {nameserver} is the node itself")));
    }
    let (here, there) = (SocketAddr::new(address, 53), SocketAddr::new(nameserver, 53));
    let failed = |source| Error::Spawn { program: format!("DNS relay at {here}"), source };
    udp::start(here, there).map_err(failed)?;
    tcp::start(here, there).map_err(failed)
}
