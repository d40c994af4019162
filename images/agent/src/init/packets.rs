//! What the node does with the packets of pods, beside kube-proxy's rules and the routes of the role `network`.

use std::process::Command;

use crate::error::Error;
use crate::process::Reaper;

/// Puts the rules in place, in a table of their own.
pub fn install(pods: &str, services: &str, reaper: &Reaper) -> Result<(), Error> {
    reaper.run(Command::new("nft").arg(rules(pods, services))).map(drop)
}

/// Connections to the outside of the cluster get the node's address, the one that the engine's network knows; other
/// nodes and their pods see a pod's own.
///
/// A service's address that kube-proxy has not yet led to a pod, or never will, leads nowhere: refused at once, where a
/// resolver would otherwise wait for 5 s.
///
/// Adding before deleting: the table may be there from before the node's restart, or not.
fn rules(pods: &str, services: &str) -> String {
    format!(
        "add table ip devcluster
delete table ip devcluster
table ip devcluster {{
  chain postrouting {{
    type nat hook postrouting priority srcnat;
    ip saddr {pods} ip daddr != {{ {pods}, 224.0.0.0/4 }} masquerade
  }}
  chain forward {{
    type filter hook forward priority filter;
    ip daddr {services} reject
  }}
}}
"
    )
}
