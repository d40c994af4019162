//! The node by which services are reached: one that is ready and whose kube-proxy works; it stays as long as that is so.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures::future::join_all;
use k8s_openapi::api::core::v1::Node;

use super::proxy_health::leads_on;

/// Misses in a row after which a node counts as silent: one may be kube-proxy starting again.
const SILENT: u32 = 2;
/// Probes in vain after which a cluster counts as one without kube-proxy: any node that is ready is as good, then.
const WITHOUT: u32 = 100;

#[derive(Debug, Default)]
pub struct Gateway {
    /// Address of the node.
    current: Option<String>,
    /// How often in a row nodes did not answer, by address: 0 for those that did.
    misses: BTreeMap<String, u32>,
}

/// Addresses of the nodes that are ready, in the order of their names.
pub fn ready(nodes: &[Arc<Node>]) -> Vec<String> {
    let mut ready: Vec<_> = nodes.iter().filter(|node| is_ready(node)).collect();
    ready.sort_by_key(|node| node.metadata.name.clone());
    ready.into_iter().filter_map(|node| address(node)).collect()
}

fn is_ready(node: &Node) -> bool {
    let conditions = node.status.as_ref().and_then(|status| status.conditions.as_deref()).unwrap_or_default();
    conditions.iter().any(|condition| condition.type_ == "Ready" && condition.status == "True")
}

fn address(node: &Node) -> Option<String> {
    let addresses = node.status.as_ref()?.addresses.as_ref()?;
    addresses.iter().find(|address| address.type_ == "InternalIP").map(|address| address.address.clone())
}

impl Gateway {
    /// The node to use, of those that are ready. Where no better one is there, the one before stays.
    pub fn choose(&mut self, ready: &[String]) -> Option<&str> {
        let misses = |node: &str| self.misses.get(node).copied();
        let keep = self.current.as_ref().filter(|node| ready.contains(node) && misses(node) < Some(SILENT));
        let answers = || ready.iter().find(|node| misses(node) == Some(0));
        let any = || ready.first().filter(|node| misses(node) >= Some(WITHOUT));
        let best = keep.or_else(answers).or(self.current.as_ref()).or_else(any);
        self.current = best.cloned();
        self.current.as_deref()
    }

    /// Asks the nodes that are ready, and the one in use, whether they answer.
    pub async fn probe(&mut self, ready: &[String]) {
        self.misses.retain(|node, _| ready.contains(node));
        // One in use that answers is enough.
        let in_use = self.current.iter().filter(|node| self.misses.get(*node) == Some(&0));
        let mut asked: Vec<_> = in_use.cloned().collect();
        if asked.is_empty() {
            asked = ready.to_vec();
        }
        let answers = join_all(asked.iter().map(|node| leads_on(node))).await;
        for (node, answers) in asked.into_iter().zip(answers) {
            self.note(node, answers);
        }
    }

    fn note(&mut self, node: String, answers: bool) {
        let misses = self.misses.entry(node).or_default();
        *misses = if answers { 0 } else { *misses + 1 };
    }
}

#[cfg(test)]
mod tests {
    use k8s_openapi::serde_json::{from_value, json};

    use super::*;

    fn node(name: &str, ready: &str, address: &str) -> Arc<Node> {
        let node = json!({
            "metadata": { "name": name },
            "status": {
                "conditions": [{ "type": "Ready", "status": ready }],
                "addresses": [{ "type": "InternalIP", "address": address }],
            },
        });
        Arc::new(from_value(node).unwrap())
    }

    fn addresses(all: &[&str]) -> Vec<String> {
        all.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn ready_nodes_come_in_the_order_of_their_names() {
        let nodes = [
            node("worker-2", "True", "172.24.0.12"),
            node("worker-1", "Unknown", "172.24.0.11"),
            node("control-plane-1", "True", "172.24.0.10"),
        ];
        assert_eq!(ready(&nodes), ["172.24.0.10", "172.24.0.12"]);
    }

    #[test]
    fn the_node_in_use_stays_while_it_is_ready() {
        let mut gateway = Gateway::default();
        for node in ["a", "b"] {
            gateway.note(node.into(), true);
        }
        assert_eq!(gateway.choose(&[]), None);
        assert_eq!(gateway.choose(&addresses(&["b"])), Some("b"));
        assert_eq!(gateway.choose(&addresses(&["a", "b"])), Some("b"));
        assert_eq!(gateway.choose(&addresses(&["a"])), Some("a"));
        assert_eq!(gateway.choose(&[]), Some("a"));
    }

    #[test]
    fn a_silent_node_is_left_for_one_that_answers() {
        let mut gateway = Gateway::default();
        let both = addresses(&["a", "b"]);
        gateway.note("a".into(), true);
        gateway.choose(&both);
        gateway.note("a".into(), false);
        gateway.note("b".into(), true);
        assert_eq!(gateway.choose(&both), Some("a"));
        gateway.note("a".into(), false);
        assert_eq!(gateway.choose(&both), Some("b"));
        gateway.note("b".into(), false);
        gateway.note("b".into(), false);
        assert_eq!(gateway.choose(&both), Some("b"), "nobody answers");
        gateway.note("a".into(), true);
        assert_eq!(gateway.choose(&both), Some("a"));
    }

    #[test]
    fn no_node_is_used_before_its_proxy_works() {
        let mut gateway = Gateway::default();
        let both = addresses(&["a", "b"]);
        assert_eq!(gateway.choose(&both), None);
        gateway.note("a".into(), false);
        assert_eq!(gateway.choose(&both), None);
        gateway.note("b".into(), true);
        assert_eq!(gateway.choose(&both), Some("b"));

        let mut without = Gateway::default();
        (0..WITHOUT).for_each(|_| without.note("a".into(), false));
        assert_eq!(without.choose(&both), Some("a"));
    }
}
