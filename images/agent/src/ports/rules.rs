//! The nftables rules that lead ports to services. A port without a rule is one where nobody listens: refused.

use super::definition::Port;
use super::destination::Destination;

/// The whole table, replaced at once. Adding before deleting: it may be there or not. Masquerade makes the answers come
/// back through here.
pub fn table(ways: &[(Port, Result<Destination, String>)]) -> String {
    let rules: String = ways
        .iter()
        .filter_map(|(port, destination)| Some((port, destination.as_ref().ok()?)))
        .map(|(port, destination)| format!("    {} dport {} dnat to {destination}\n", port.protocol, port.host_port))
        .collect();
    format!(
        "add table ip devcluster-ports
delete table ip devcluster-ports
table ip devcluster-ports {{
  chain prerouting {{
    type nat hook prerouting priority dstnat;
{rules}  }}
  chain postrouting {{
    type nat hook postrouting priority srcnat;
    ct status dnat masquerade
  }}
}}
"
    )
}

#[cfg(test)]
mod tests {
    use super::super::definition::{Protocol, Target};
    use super::*;

    #[test]
    fn each_port_that_leads_somewhere_has_a_rule() {
        let port = |host_port, protocol| Port { host_port, protocol, target: Target::NodePort(30_000) };
        let to = |port| Ok(Destination { address: [10, 96, 0, 10].into(), port });
        let ways = [
            (port(8080, Protocol::Tcp), to(80)),
            (port(53, Protocol::Udp), to(53)),
            (port(9, Protocol::Tcp), Err("there is no service a/b".to_owned())),
        ];
        assert_eq!(
            table(&ways),
            "add table ip devcluster-ports
delete table ip devcluster-ports
table ip devcluster-ports {
  chain prerouting {
    type nat hook prerouting priority dstnat;
    tcp dport 8080 dnat to 10.96.0.10:80
    udp dport 53 dnat to 10.96.0.10:53
  }
  chain postrouting {
    type nat hook postrouting priority srcnat;
    ct status dnat masquerade
  }
}
"
        );
    }
}
