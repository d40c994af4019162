//! Whether the nodes' packet rules still lead a Service to pods that were replaced: kube-proxy follows the API a little
//! later than everyone else, and until then a request may get an answer of the old pod.

use std::collections::BTreeSet;
use std::time::Duration;

use k8s_openapi::api::discovery::v1::EndpointSlice;
use kube::Api;
use kube::api::ListParams;
use tokio::time::Instant;

use super::{ClusterState, Kube, ServiceError, api_reason};
use crate::engine::{Engine, EngineError, ExecRequest};

const INTERVAL: Duration = Duration::from_millis(50);
/// kube-proxy's rules, in either of its modes.
const RULES: [&str; 3] = ["sh", "-c", "nft list table ip kube-proxy 2>/dev/null || iptables-save -t nat 2>/dev/null"];

/// Addresses of the pods that a Service leads to now.
pub async fn endpoint_addresses(kube: &Kube, namespace: &str, service: &str) -> Result<BTreeSet<String>, ServiceError> {
    let api: Api<EndpointSlice> = Api::namespaced(kube.client.clone(), namespace);
    let of_service = ListParams::default().labels(&format!("kubernetes.io/service-name={service}"));
    let slices = api.list(&of_service).await.map_err(|error| ServiceError::Server { reason: api_reason(error) })?;
    let endpoints = slices.items.into_iter().flat_map(|slice| slice.endpoints.unwrap_or_default());
    let ready = endpoints
        .filter(|endpoint| endpoint.conditions.as_ref().is_none_or(|conditions| conditions.ready != Some(false)));
    Ok(ready.flat_map(|endpoint| endpoint.addresses).collect())
}

/// Waits until no node leads `service` to any of `addresses`; whether that came about within `timeout`.
pub async fn wait_until_not_proxied(
    engine: &dyn Engine,
    cluster: &ClusterState,
    namespace: &str,
    service: &str,
    addresses: &BTreeSet<String>,
    timeout: Duration,
) -> Result<bool, EngineError> {
    let deadline = Instant::now() + timeout;
    for node in &cluster.nodes {
        loop {
            let rules = engine.exec(ExecRequest::new(&node.container, &RULES)).await?;
            if !leads_to(&String::from_utf8_lossy(&rules.stdout), &format!("{namespace}/{service}"), addresses) {
                break;
            }
            if Instant::now() > deadline {
                return Ok(false);
            }
            tokio::time::sleep(INTERVAL).await;
        }
    }
    Ok(true)
}

/// nftables: chains named after the Service hold the pods' addresses. iptables: each rule names the Service in a
/// comment.
fn leads_to(rules: &str, service: &str, addresses: &BTreeSet<String>) -> bool {
    let mut chain = "";
    rules.lines().any(|line| {
        if let Some(name) = line.trim_start().strip_prefix("chain ") {
            chain = name;
        } else if line.trim() == "}" {
            chain = "";
        }
        let names_service = chain.contains(&format!("{service}/"))
            || line.contains(&format!("\"{service}"))
            || line.contains(&format!("{service} "));
        let mut words = line.split(|c: char| !(c.is_ascii_digit() || c == '.')).map(|word| word.trim_matches('.'));
        names_service && words.any(|word| addresses.contains(word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NFTABLES: &str = "\tchain service-ZJWTLYSJ-default/web/tcp/ {\n\
        \t\tmeta l4proto tcp dnat ip to numgen random mod 2 map { 0 : 10.244.0.4 . 5000, 1 : 10.244.0.5 . 5000 }\n\t}\n\
        \tchain service-AAAA-default/other/tcp/ {\n\t\tdnat ip to 10.244.0.6 . 80\n\t}\n";
    const IPTABLES: &str = "-A KUBE-SEP-X -p tcp -m comment --comment \"default/web:http\" -m tcp -j DNAT --to-destination 10.244.0.4:5000\n";

    #[test]
    fn only_the_services_own_rules_count() {
        let leads = |rules: &str, address: &str| leads_to(rules, "default/web", &BTreeSet::from([address.to_owned()]));
        assert!(leads(NFTABLES, "10.244.0.5"));
        assert!(!leads(NFTABLES, "10.244.0.6"), "another service's");
        assert!(!leads(NFTABLES, "10.244.0.50"));
        assert!(leads(IPTABLES, "10.244.0.4"));
        assert!(!leads("", "10.244.0.4"));
    }
}
