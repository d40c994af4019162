//! Which part of a cluster's subnet is for LoadBalancers.

use ipnet::Ipv4Net;

use crate::config::nth;

/// The last quarter of the nodes' subnet; `None` where that is too small to be shared out.
pub fn load_balancers(subnet: Ipv4Net) -> Option<Ipv4Net> {
    let prefix = subnet.prefix_len() + 2;
    let quarter = 1u32 << 32u8.checked_sub(prefix)?;
    Ipv4Net::new(nth(subnet, 3 * quarter), prefix).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_get_the_last_quarter() {
        let range = |subnet: &str| load_balancers(subnet.parse().unwrap()).map(|range| range.to_string());
        assert_eq!(range("172.24.4.0/22").as_deref(), Some("172.24.7.0/24"));
        assert_eq!(range("10.0.0.0/24").as_deref(), Some("10.0.0.192/26"));
        assert_eq!(range("10.0.0.0/31"), None);
    }
}
