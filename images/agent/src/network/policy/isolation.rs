//! What a pod may send and be sent.

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;

use super::objects::Protocol;
use super::ranges::Ranges;

/// `None` is a direction that is open.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Isolation {
    pub ingress: Option<Allowed>,
    pub egress: Option<Allowed>,
}

/// What passes in one direction. All else does not.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Allowed {
    /// The addresses at the other end.
    pub addresses: BTreeMap<Ports, Ranges>,
    /// Single ports of single addresses: pods give one name to different numbers.
    pub sockets: BTreeMap<Protocol, BTreeSet<(Ipv4Addr, u16)>>,
}

/// The ports that are sent to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ports {
    /// Of all protocols, those without ports too.
    All,
    Of(Protocol, u16, u16),
}

impl Ports {
    pub fn one(protocol: Protocol, number: u16) -> Self {
        Self::Of(protocol, number, number)
    }

    pub fn range(protocol: Protocol, first: u16, last: u16) -> Self {
        Self::Of(protocol, first, last)
    }

    pub fn every(protocol: Protocol) -> Self {
        Self::Of(protocol, 0, u16::MAX)
    }
}

impl Isolation {
    pub fn is_open(&self) -> bool {
        self.ingress.is_none() && self.egress.is_none()
    }

    /// A direction in which all is allowed needs no rules.
    pub fn open_where_all_is_allowed(&mut self) {
        self.ingress.take_if(|allowed| allowed.is_all());
        self.egress.take_if(|allowed| allowed.is_all());
    }
}

impl Allowed {
    pub fn allow(&mut self, ports: Ports, addresses: Ranges) {
        self.addresses.entry(ports).or_default().add(addresses);
    }

    pub fn allow_socket(&mut self, protocol: Protocol, address: Ipv4Addr, port: u16) {
        self.sockets.entry(protocol).or_default().insert((address, port));
    }

    fn is_all(&self) -> bool {
        self.addresses.get(&Ports::All).is_some_and(Ranges::is_all)
    }
}
