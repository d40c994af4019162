//! A service's address answers on the service's ports alone: kubelet and others listen on all of a node's addresses.

use super::commands;
use super::load_balancer::Pool;
use crate::error::Error;

/// Puts the rules in place, in a table of their own. What kube-proxy leads to a pod has another destination by then;
/// answers to what the holder itself asks of a service do come to the address, in the other direction.
pub async fn install(pool: &Pool) -> Result<(), Error> {
    commands::run("nft", &[&rules(pool)]).await.map(drop)
}

/// Adding before deleting: the table may be there from before a restart, or not.
fn rules(pool: &Pool) -> String {
    format!(
        "add table ip devcluster-load-balancer
delete table ip devcluster-load-balancer
table ip devcluster-load-balancer {{
  chain input {{
    type filter hook input priority filter;
    ip daddr {pool} ct direction original meta l4proto tcp reject with tcp reset
    ip daddr {pool} ct direction original meta l4proto {{ udp, sctp }} reject
  }}
}}
"
    )
}
