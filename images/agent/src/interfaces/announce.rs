//! Tells all machines on the network who has an address now: gratuitous ARP.
//!
//! Without it they send to the former holder until their own memory of it fades, which takes up to a minute.

use std::net::Ipv4Addr;
use std::os::fd::AsRawFd;
use std::path::Path;

use nix::errno::Errno;
use nix::sys::socket::{AddressFamily, LinkAddr, MsgFlags, SockFlag, SockType, sendto, socket};

use super::list::all;
use crate::error::Error;

const BROADCAST: [u8; 6] = [0xff; 6];
/// Ethernet's type for ARP.
const ARP: [u8; 2] = [0x08, 0x06];
/// Ethernet addresses (6 bytes) for IPv4 addresses (4 bytes), a request.
const ETHERNET_IPV4_REQUEST: [u8; 8] = [0, 1, 0x08, 0, 6, 4, 0, 1];

/// Announces addresses as the interface's.
pub fn send<'a>(interface: &str, addresses: impl IntoIterator<Item = &'a Ipv4Addr>) -> Result<(), Error> {
    let failed = |errno: Errno| Error::file("announce addresses on", Path::new(interface))(errno.into());
    let mut here = all()?.filter(|entry| entry.interface_name == interface);
    let link = here.find_map(|entry| entry.address?.as_link_addr().copied());
    let link: LinkAddr = link.ok_or(Errno::ENODEV).map_err(failed)?;
    let hardware = link.addr().ok_or(Errno::ENODEV).map_err(failed)?;
    let sender = socket(AddressFamily::Packet, SockType::Raw, SockFlag::SOCK_CLOEXEC, None).map_err(failed)?;
    for address in addresses {
        sendto(sender.as_raw_fd(), &frame(hardware, *address), &link, MsgFlags::empty()).map_err(failed)?;
    }
    Ok(())
}

/// An ARP announcement (RFC 5227, section 2.3): a request for the sender's own address.
fn frame(hardware: [u8; 6], address: Ipv4Addr) -> Vec<u8> {
    let address = address.octets();
    let parts: [&[u8]; 8] =
        [&BROADCAST, &hardware, &ARP, &ETHERNET_IPV4_REQUEST, &hardware, &address, &[0; 6], &address];
    parts.concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_a_request_for_ones_own_address() {
        let frame = frame([2, 0x42, 0xac, 0x18, 0, 0x0a], Ipv4Addr::new(172, 24, 3, 1));
        let expected = [
            "ffffffffffff",
            "0242ac18000a",
            "0806",
            "0001",
            "0800",
            "06",
            "04",
            "0001",
            "0242ac18000a",
            "ac180301",
            "000000000000",
            "ac180301",
        ];
        let shown: String = frame.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(shown, expected.concat());
    }
}
