use std::net::Ipv4Addr;

use k8s_openapi::serde_json::{Value, from_value, json};

use super::*;
use crate::network::policy::selector::Labels;

fn see(spec: &Value) -> Policy {
    let policy = json!({ "metadata": { "namespace": "default", "name": "a" }, "spec": spec });
    Policy::see(&from_value(policy).unwrap()).unwrap()
}

fn ingress(rule: &Value) -> Rule {
    see(&json!({ "podSelector": {}, "ingress": [rule] })).ingress.unwrap().remove(0)
}

#[test]
fn types_follow_from_rules_where_they_are_not_named() {
    let about = |mut spec: Value| {
        spec["podSelector"] = json!({});
        let policy = see(&spec);
        (policy.ingress.map(|rules| rules.len()), policy.egress.map(|rules| rules.len()))
    };
    assert_eq!(about(json!({})), (Some(0), None));
    assert_eq!(about(json!({ "policyTypes": [] })), (Some(0), None));
    assert_eq!(about(json!({ "egress": [] })), (Some(0), None));
    assert_eq!(about(json!({ "egress": [{}] })), (Some(0), Some(1)));
    assert_eq!(about(json!({ "policyTypes": ["Egress"] })), (None, Some(0)));
    assert_eq!(about(json!({ "policyTypes": ["Egress"], "ingress": [{}] })), (None, Some(0)));
    assert_eq!(about(json!({ "policyTypes": ["Ingress", "Egress"], "ingress": [{}] })), (Some(1), Some(0)));
}

#[test]
fn an_empty_rule_names_neither_peers_nor_ports() {
    for empty in [json!({}), json!({ "from": [], "ports": [] }), json!({ "from": null, "ports": null })] {
        assert_eq!(ingress(&empty), Rule::default(), "{empty}");
    }
}

#[test]
fn peers_are_pods_of_namespaces_or_blocks() {
    let rule = ingress(&json!({ "from": [
        { "podSelector": { "matchLabels": { "app": "web" } } },
        { "namespaceSelector": { "matchLabels": { "team": "a" } } },
        { "namespaceSelector": {}, "podSelector": {} },
        { "ipBlock": { "cidr": "10.0.0.0/24", "except": ["10.0.0.0/25"] } },
        { "ipBlock": { "cidr": "fd00::/8" } },
        {},
    ] }));
    let web = Labels::from([("app".into(), "web".into())]);
    let Peer::Pods { namespaces: None, pods } = &rule.peers[0] else { panic!("{rule:?}") };
    assert!(pods.matches(&web) && !pods.matches(&Labels::new()));
    let Peer::Pods { namespaces: Some(namespaces), pods } = &rule.peers[1] else { panic!("{rule:?}") };
    assert!(pods.matches(&web) && !namespaces.matches(&web));
    assert_eq!(rule.peers[2], Peer::Pods { namespaces: Some(Selector::default()), pods: Selector::default() });
    let Peer::Block(block) = &rule.peers[3] else { panic!("{rule:?}") };
    assert_eq!(block.show(Ipv4Addr::from), "10.0.0.128-10.0.0.255");
    assert_eq!(rule.peers[4..], [Peer::Block(Ranges::default()), Peer::Block(Ranges::default())]);
}

#[test]
fn ports_are_numbers_ranges_and_names() {
    let rule = ingress(&json!({ "ports": [
        { "port": 80 },
        { "port": 8000, "endPort": 8100, "protocol": "UDP" },
        { "port": "http", "protocol": "SCTP" },
        { "protocol": "UDP" },
        { "port": 70000 },
        { "port": 80, "endPort": 79 },
        { "port": 80, "protocol": "ICMP" },
    ] }));
    let nothing = Port { protocol: Protocol::Tcp, numbers: Numbers::NONE };
    let expected = [
        Port { protocol: Protocol::Tcp, numbers: Numbers::Range(80, 80) },
        Port { protocol: Protocol::Udp, numbers: Numbers::Range(8000, 8100) },
        Port { protocol: Protocol::Sctp, numbers: Numbers::Named("http".into()) },
        Port { protocol: Protocol::Udp, numbers: Numbers::All },
        nothing.clone(),
        nothing.clone(),
        nothing,
    ];
    assert_eq!(rule.ports, expected);
}
