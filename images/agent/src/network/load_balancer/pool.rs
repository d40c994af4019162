//! The addresses that services may have: a part of the cluster's subnet.

use std::fmt;
use std::net::Ipv4Addr;
use std::str::FromStr;

use crate::error::Error;

/// A subnet without its first and last address: they may be the cluster's own network and broadcast addresses, and
/// some programs take them for such.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pool {
    network: Ipv4Addr,
    length: u8,
}

impl Pool {
    pub fn first(&self) -> Ipv4Addr {
        Ipv4Addr::from_bits(self.network.to_bits() + 1)
    }

    pub fn last(&self) -> Ipv4Addr {
        Ipv4Addr::from_bits((self.network.to_bits() | u32::MAX >> self.length) - 1)
    }

    pub fn contains(&self, address: Ipv4Addr) -> bool {
        (self.first()..=self.last()).contains(&address)
    }

    pub fn addresses(&self) -> impl Iterator<Item = Ipv4Addr> {
        (self.first().to_bits()..=self.last().to_bits()).map(Ipv4Addr::from_bits)
    }
}

impl FromStr for Pool {
    type Err = Error;

    /// From `172.24.3.0/24`.
    fn from_str(text: &str) -> Result<Self, Error> {
        let parsed = text.split_once('/').and_then(|(address, length)| {
            let (address, length): (Ipv4Addr, u8) = (address.parse().ok()?, length.parse().ok()?);
            let network = address.to_bits() & !(u32::MAX >> length.min(31));
            (1..=30).contains(&length).then_some(Self { network: Ipv4Addr::from_bits(network), length })
        });
        parsed.ok_or_else(|| Error::Unfit(format!("loadBalancerPool `{text}` in node.json is no subnet of 4 and more")))
    }
}

impl fmt::Display for Pool {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.network, self.length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_and_last_address_are_left_out() {
        let pool: Pool = "172.24.3.5/24".parse().unwrap();
        assert_eq!(pool.to_string(), "172.24.3.0/24");
        assert_eq!((pool.first(), pool.last()), (Ipv4Addr::new(172, 24, 3, 1), Ipv4Addr::new(172, 24, 3, 254)));
        assert_eq!(pool.addresses().count(), 254);
        assert!(!pool.contains(Ipv4Addr::new(172, 24, 3, 255)));
    }

    #[test]
    fn what_is_no_pool_is_refused() {
        for text in ["", "172.24.3.0", "172.24.3.0/31", "172.24.3.0/0", "172.24.3.0/40", "fd00::/64"] {
            text.parse::<Pool>().unwrap_err();
        }
    }
}
