//! resolv.conf: the node's is read, and one for pods written that names the node instead of 127.0.0.11.

use std::net::IpAddr;

use crate::error::Error;
use crate::files;

/// Named by kubelet's option `resolvConf`.
const FOR_PODS: &str = "/run/devcluster/resolv.conf";

/// Writes the pods' resolv.conf; returns the nameserver that the node itself uses, if it has one.
pub fn prepare(address: IpAddr) -> Result<Option<IpAddr>, Error> {
    let own = files::read("/etc/resolv.conf")?;
    files::write(FOR_PODS, &for_pods(&own, address))?;
    Ok(nameserver(&own))
}

fn nameserver(text: &str) -> Option<IpAddr> {
    text.lines().find_map(|line| {
        let mut words = line.split_whitespace();
        (words.next() == Some("nameserver")).then(|| words.next()?.parse().ok()).flatten()
    })
}

/// The node's search domains and options with the node's address as nameserver.
fn for_pods(own: &str, address: IpAddr) -> String {
    let mut text = format!("nameserver {address}\n");
    for line in own.lines() {
        let keyword = line.split_whitespace().next();
        if matches!(keyword, Some("search" | "options" | "domain" | "sortlist")) {
            text.push_str(line.trim());
            text.push('\n');
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "# made by the engine\nsearch example.com\nnameserver 127.0.0.11\noptions ndots:0\n";

    #[test]
    fn finds_the_first_nameserver() {
        assert_eq!(nameserver(OWN), Some(IpAddr::from([127, 0, 0, 11])));
        assert_eq!(nameserver("search example.com\nnameserver\nnameserver fe80::1%eth0\n"), None);
    }

    #[test]
    fn names_the_node_for_pods() {
        assert_eq!(
            for_pods(OWN, IpAddr::from([172, 24, 0, 10])),
            "nameserver 172.24.0.10\nsearch example.com\noptions ndots:0\n"
        );
    }
}
