//! Pods' connections to the outside of the cluster get the node's address, the one that the engine's network knows.

use std::process::Command;

use crate::error::Error;
use crate::process::Reaper;

/// Puts the rule in place, in a table of its own. Other nodes and their pods see a pod's own address.
pub fn install(pod_subnet: Option<&str>, reaper: &Reaper) -> Result<(), Error> {
    let Some(pods) = pod_subnet else {
        return Ok(());
    };
    reaper.run(Command::new("nft").arg(rules(pods))).map(drop)
}

/// Adding before deleting: the table may be there from before the node's restart, or not.
fn rules(pods: &str) -> String {
    format!(
        "add table ip devcluster-masquerade
delete table ip devcluster-masquerade
table ip devcluster-masquerade {{
  chain postrouting {{
    type nat hook postrouting priority srcnat;
    ip saddr {pods} ip daddr != {{ {pods}, 224.0.0.0/4 }} masquerade
  }}
}}
"
    )
}
