//! Looks a name of the outside up, on this host and in a node.

use std::time::Duration;

use crate::doctor::checks::DNS_NAME;
use crate::engine::{Engine, ExecRequest};

const LIMIT: Duration = Duration::from_secs(3);

/// Whether this host finds it.
pub async fn on_host() -> bool {
    let found = tokio::time::timeout(LIMIT, tokio::net::lookup_host((DNS_NAME, 443))).await;
    found.is_ok_and(|found| found.is_ok_and(|mut addresses| addresses.next().is_some()))
}

/// The node that was asked, and whether it finds it; `None` where none runs or it can't be asked.
pub async fn in_node(engine: &dyn Engine, node: Option<&str>) -> Option<(String, bool)> {
    let node = node?;
    let seconds = LIMIT.as_secs().to_string();
    let asked = engine.exec(ExecRequest::new(node, &["timeout", &seconds, "getent", "hosts", DNS_NAME])).await.ok()?;
    // 2: not found; 124: no answer in time. Anything else is a node that has no such program.
    match asked.exit_code {
        0 => Some((node.to_owned(), true)),
        2 | 124 => Some((node.to_owned(), false)),
        _ => None,
    }
}
