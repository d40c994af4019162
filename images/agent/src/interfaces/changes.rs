//! What the kernel tells of addresses that come and go.
//!
//! A container that leaves the engine's network and comes back has a new interface with nothing but its own address:
//! further addresses and routes went with the old one.

use std::os::fd::{AsRawFd, OwnedFd};
use std::path::Path;

use nix::errno::Errno;
use nix::sys::socket::{AddressFamily, MsgFlags, NetlinkAddr, SockFlag, SockProtocol, SockType, bind, recv, socket};

use crate::error::Error;

/// RTMGRP_IPV4_IFADDR of linux/rtnetlink.h.
const IPV4_ADDRESSES: u32 = 0x10;
/// Larger than any one message.
const BUFFER: usize = 32 << 10;

/// Changes from the moment on that it was made.
#[derive(Debug)]
pub struct Changes(OwnedFd);

impl Changes {
    pub fn listen() -> Result<Self, Error> {
        let protocol = SockProtocol::NetlinkRoute;
        let socket = socket(AddressFamily::Netlink, SockType::Raw, SockFlag::SOCK_CLOEXEC, protocol).map_err(failed)?;
        bind(socket.as_raw_fd(), &NetlinkAddr::new(0, IPV4_ADDRESSES)).map_err(failed)?;
        Ok(Self(socket))
    }

    /// Waits for the next one, for ever.
    pub fn wait(&self) -> Result<(), Error> {
        let mut buffer = vec![0; BUFFER];
        match recv(self.0.as_raw_fd(), &mut buffer, MsgFlags::empty()) {
            // More than the kernel keeps: some were lost, so there were some.
            Ok(_) | Err(Errno::ENOBUFS | Errno::EINTR) => Ok(()),
            Err(errno) => Err(failed(errno)),
        }
    }
}

fn failed(errno: Errno) -> Error {
    Error::file("hear of changes of", Path::new("/sys/class/net"))(errno.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernel_is_listened_to() {
        Changes::listen().unwrap();
    }
}
