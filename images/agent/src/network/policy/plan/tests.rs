//! A small cluster, and who reaches whom under which policies.

use k8s_openapi::serde_json::{Value, from_value, json};
use kube::runtime::watcher::Event;

use super::super::objects::Protocol::{self, Sctp, Tcp, Udp};
use super::super::watch::Change;
use super::*;

const ALL: [&str; 5] = ["x/a", "x/b", "y/a", "y/b", "outside"];

/// Pods a and b in the namespaces x and y. Each a calls its port 80 `web`, each b its port 8080.
fn pods() -> Vec<Value> {
    let pod = |(number, name): (usize, &str)| {
        let (namespace, pod) = name.split_once('/').unwrap();
        let port = if pod == "a" { 80 } else { 8080 };
        json!({
            "metadata": { "namespace": namespace, "name": pod, "labels": { "pod": pod } },
            "spec": { "nodeName": "w1", "containers": [{ "ports": [{ "name": "web", "containerPort": port }] }] },
            "status": { "phase": "Running", "podIPs": [{ "ip": format!("10.244.0.{}", number + 1) }] },
        })
    };
    ALL[..4].iter().copied().enumerate().map(pod).collect()
}

fn address(name: &str) -> Ipv4Addr {
    match ALL[..4].iter().position(|known| *known == name) {
        Some(number) => Ipv4Addr::new(10, 244, 0, u8::try_from(number).unwrap() + 1),
        None => Ipv4Addr::new(192, 0, 2, 1),
    }
}

/// What follows from policies of the namespace x.
fn isolations_of(pods: Vec<Value>, specs: &[Value]) -> Isolations {
    plan(&world(pods, specs))
}

fn world(pods: Vec<Value>, specs: &[Value]) -> World {
    let mut world = World::default();
    let mut take = |change| world.take(change, "w1");
    for (number, spec) in specs.iter().enumerate() {
        let policy = json!({ "metadata": { "namespace": "x", "name": number.to_string() }, "spec": spec });
        take(Change::Policy(Box::new(Event::InitApply(from_value(policy).unwrap()))));
    }
    for name in ["x", "y"] {
        let namespace = json!({ "metadata": { "name": name, "labels": { "ns": name } } });
        take(Change::Namespace(Box::new(Event::InitApply(from_value(namespace).unwrap()))));
    }
    for pod in pods {
        take(Change::Pod(Box::new(Event::InitApply(from_value(pod).unwrap()))));
    }
    take(Change::Policy(Box::new(Event::InitDone)));
    take(Change::Namespace(Box::new(Event::InitDone)));
    take(Change::Pod(Box::new(Event::InitDone)));
    assert!(world.is_whole());
    world
}

fn isolations(specs: &[Value]) -> Isolations {
    isolations_of(pods(), specs)
}

fn passes(allowed: Option<&Allowed>, other_end: Ipv4Addr, protocol: Protocol, port: u16) -> bool {
    let fits = |ports: &Ports| match ports {
        Ports::All => true,
        Ports::Of(of, first, last) => *of == protocol && (*first..=*last).contains(&port),
    };
    allowed.is_none_or(|allowed| {
        allowed.addresses.iter().any(|(ports, addresses)| fits(ports) && addresses.contains(other_end))
            || allowed.sockets.get(&protocol).is_some_and(|sockets| sockets.contains(&(other_end, port)))
    })
}

fn reaches(isolations: &Isolations, from: &str, to: &str, protocol: Protocol, port: u16) -> bool {
    let (from, to) = (address(from), address(to));
    let egress = isolations.get(&from).and_then(|isolation| isolation.egress.as_ref());
    let ingress = isolations.get(&to).and_then(|isolation| isolation.ingress.as_ref());
    passes(egress, to, protocol, port) && passes(ingress, from, protocol, port)
}

/// Who can send to x/a.
fn senders(specs: &[Value], protocol: Protocol, port: u16) -> Vec<&'static str> {
    let isolations = isolations(specs);
    ALL.into_iter().filter(|from| *from != "x/a" && reaches(&isolations, from, "x/a", protocol, port)).collect()
}

/// Whom x/a can send to.
fn receivers(specs: &[Value], protocol: Protocol, port: u16) -> Vec<&'static str> {
    let isolations = isolations(specs);
    ALL.into_iter().filter(|to| *to != "x/a" && reaches(&isolations, "x/a", to, protocol, port)).collect()
}

fn ingress(rules: &Value) -> Value {
    json!({ "podSelector": { "matchLabels": { "pod": "a" } }, "policyTypes": ["Ingress"], "ingress": rules })
}

fn egress(rules: &Value) -> Value {
    json!({ "podSelector": { "matchLabels": { "pod": "a" } }, "policyTypes": ["Egress"], "egress": rules })
}

#[test]
fn without_policies_nothing_is_isolated() {
    assert_eq!(isolations(&[]), Isolations::new());
}

#[test]
fn a_policy_without_rules_denies() {
    let isolated = isolations(&[json!({ "podSelector": {} })]);
    assert_eq!(isolated.keys().copied().collect::<Vec<_>>(), [address("x/a"), address("x/b")]);
    for from in &ALL[1..] {
        assert!(!reaches(&isolated, from, "x/a", Tcp, 80));
    }
    for to in &ALL[2..] {
        assert!(reaches(&isolated, "x/a", to, Tcp, 80));
    }
    assert!(receivers(&[egress(&json!([]))], Udp, 53).is_empty());
    assert_eq!(senders(&[egress(&json!([]))], Tcp, 80), &ALL[1..]);
}

#[test]
fn a_policy_that_selects_no_pod_isolates_none() {
    let nobody = json!({ "podSelector": { "matchLabels": { "pod": "c" } } });
    assert_eq!(isolations(&[nobody]), Isolations::new());
}

#[test]
fn a_rule_that_allows_all_isolates_none() {
    assert_eq!(isolations(&[ingress(&json!([{}])), egress(&json!([{}]))]), Isolations::new());
    let all = json!([{ "from": [{ "ipBlock": { "cidr": "0.0.0.0/0" } }] }]);
    assert_eq!(isolations(&[ingress(&all)]), Isolations::new());
}

#[test]
fn peers_are_selected_by_pod_namespace_or_both() {
    let from = |peer: Value| senders(&[ingress(&json!([{ "from": [peer] }]))], Tcp, 80);
    let (b, y) = (json!({ "matchLabels": { "pod": "b" } }), json!({ "matchLabels": { "ns": "y" } }));
    assert_eq!(from(json!({ "podSelector": b })), ["x/b"]);
    assert_eq!(from(json!({ "podSelector": {} })), ["x/b"]);
    assert_eq!(from(json!({ "namespaceSelector": y })), ["y/a", "y/b"]);
    assert_eq!(from(json!({ "namespaceSelector": {} })), ["x/b", "y/a", "y/b"]);
    assert_eq!(from(json!({ "namespaceSelector": y, "podSelector": b })), ["y/b"]);
    assert_eq!(from(json!({ "namespaceSelector": {}, "podSelector": b })), ["x/b", "y/b"]);
    let but_x = json!({ "matchExpressions": [{ "key": "ns", "operator": "NotIn", "values": ["x"] }] });
    assert_eq!(from(json!({ "namespaceSelector": but_x })), ["y/a", "y/b"]);
}

#[test]
fn several_peers_are_alternatives() {
    let y = json!({ "namespaceSelector": { "matchLabels": { "ns": "y" } } });
    let b = json!({ "podSelector": { "matchLabels": { "pod": "b" } } });
    assert_eq!(senders(&[ingress(&json!([{ "from": [y, b] }]))], Tcp, 80), ["x/b", "y/a", "y/b"]);
}

#[test]
fn blocks_hold_for_pods_and_for_the_outside() {
    let from = |block: Value| senders(&[ingress(&json!([{ "from": [{ "ipBlock": block }] }]))], Tcp, 80);
    assert_eq!(from(json!({ "cidr": "192.0.2.0/24" })), ["outside"]);
    assert_eq!(from(json!({ "cidr": "10.244.0.0/24", "except": ["10.244.0.3/32"] })), ["x/b", "y/b"]);
    assert_eq!(from(json!({ "cidr": "0.0.0.0/0", "except": ["10.244.0.0/16"] })), ["outside"]);
    assert!(from(json!({ "cidr": "fd00::/8" })).is_empty());
    let either = json!([{ "from": [
        { "ipBlock": { "cidr": "10.244.0.0/24", "except": ["10.244.0.2/32"] } },
        { "ipBlock": { "cidr": "10.244.0.2/32" } },
    ] }]);
    assert_eq!(senders(&[ingress(&either)], Tcp, 80), ["x/b", "y/a", "y/b"]);
}

#[test]
fn ports_have_protocols_and_ranges() {
    let on = |port: Value, protocol, number| {
        !senders(&[ingress(&json!([{ "ports": [port] }]))], protocol, number).is_empty()
    };
    assert!(on(json!({ "port": 80 }), Tcp, 80));
    assert!(!on(json!({ "port": 80 }), Tcp, 81) && !on(json!({ "port": 80 }), Udp, 80));
    let range = json!({ "port": 8000, "endPort": 8100, "protocol": "UDP" });
    assert!(on(range.clone(), Udp, 8000) && on(range.clone(), Udp, 8100));
    assert!(!on(range.clone(), Udp, 8101) && !on(range, Tcp, 8000));
    assert!(on(json!({ "protocol": "SCTP" }), Sctp, 9) && !on(json!({ "protocol": "SCTP" }), Tcp, 9));
}

#[test]
fn peers_and_ports_have_to_fit_both() {
    let rule =
        json!([{ "from": [{ "podSelector": {} }], "ports": [{ "port": 80 }, { "port": 53, "protocol": "UDP" }] }]);
    assert_eq!(senders(&[ingress(&rule)], Tcp, 80), ["x/b"]);
    assert_eq!(senders(&[ingress(&rule)], Udp, 53), ["x/b"]);
    assert!(senders(&[ingress(&rule)], Tcp, 53).is_empty());
}

#[test]
fn an_incoming_ports_name_is_the_selected_pods() {
    let policy = json!({ "podSelector": {}, "ingress": [{ "ports": [{ "port": "web" }] }] });
    let isolated = isolations(&[policy]);
    assert!(reaches(&isolated, "y/a", "x/a", Tcp, 80) && reaches(&isolated, "y/a", "x/b", Tcp, 8080));
    assert!(!reaches(&isolated, "y/a", "x/a", Tcp, 8080) && !reaches(&isolated, "y/a", "x/b", Tcp, 80));
    assert!(reaches(&isolated, "outside", "x/a", Tcp, 80));
}

#[test]
fn a_name_that_no_pod_has_lets_nothing_pass() {
    for ports in [json!([{ "port": "dns" }]), json!([{ "port": "web", "protocol": "UDP" }])] {
        assert!(senders(&[ingress(&json!([{ "ports": ports }]))], Udp, 80).is_empty());
        assert!(receivers(&[egress(&json!([{ "ports": ports }]))], Tcp, 80).is_empty());
    }
}

#[test]
fn an_outgoing_ports_name_is_each_receivers() {
    let rule = json!([{ "ports": [{ "port": "web" }] }]);
    assert_eq!(receivers(&[egress(&rule)], Tcp, 80), ["y/a"]);
    assert_eq!(receivers(&[egress(&rule)], Tcp, 8080), ["x/b", "y/b"]);
    let y =
        json!([{ "to": [{ "namespaceSelector": { "matchLabels": { "ns": "y" } } }], "ports": [{ "port": "web" }] }]);
    assert_eq!(receivers(&[egress(&y)], Tcp, 8080), ["y/b"]);
    let block = json!([{ "to": [{ "ipBlock": { "cidr": "10.244.0.2/32" } }], "ports": [{ "port": "web" }] }]);
    assert_eq!(receivers(&[egress(&block)], Tcp, 8080), ["x/b"]);
}

#[test]
fn egress_selects_as_ingress_does() {
    let to = |peer: Value| receivers(&[egress(&json!([{ "to": [peer] }]))], Tcp, 80);
    assert_eq!(to(json!({ "podSelector": {} })), ["x/b"]);
    assert_eq!(to(json!({ "namespaceSelector": { "matchLabels": { "ns": "y" } } })), ["y/a", "y/b"]);
    assert_eq!(to(json!({ "ipBlock": { "cidr": "192.0.2.0/24" } })), ["outside"]);
}

#[test]
fn both_ends_have_to_agree() {
    let isolated = isolations(&[json!({ "podSelector": {}, "policyTypes": ["Ingress", "Egress"],
        "egress": [{ "to": [{ "podSelector": {} }] }] })]);
    assert!(!reaches(&isolated, "x/a", "x/b", Tcp, 80));
    assert!(!reaches(&isolated, "x/a", "y/a", Tcp, 80));
}

#[test]
fn policies_add_up() {
    let b = ingress(
        &json!([{ "from": [{ "podSelector": { "matchLabels": { "pod": "b" } } }], "ports": [{ "port": 80 }] }]),
    );
    let y = ingress(
        &json!([{ "from": [{ "namespaceSelector": { "matchLabels": { "ns": "y" } } }], "ports": [{ "port": 80 }] }]),
    );
    let deny = json!({ "podSelector": {} });
    assert_eq!(senders(&[deny.clone(), b.clone(), y.clone()], Tcp, 80), ["x/b", "y/a", "y/b"]);
    assert_eq!(senders(&[deny, b, y, ingress(&json!([{}]))], Tcp, 81), &ALL[1..]);
}

#[test]
fn only_pods_of_this_node_get_rules_but_all_are_peers() {
    let mut pods = pods();
    pods[0]["spec"]["nodeName"] = "w2".into();
    let isolated =
        isolations_of(pods, &[json!({ "podSelector": {}, "ingress": [{ "from": [{ "podSelector": {} }] }] })]);
    assert_eq!(isolated.keys().copied().collect::<Vec<_>>(), [address("x/b")]);
    assert!(reaches(&isolated, "x/a", "x/b", Tcp, 80) && !reaches(&isolated, "y/a", "x/b", Tcp, 80));
}

#[test]
fn what_is_over_or_has_the_nodes_network_is_no_peer() {
    let mut pods = pods();
    pods[1]["status"]["phase"] = "Succeeded".into();
    pods[2]["spec"]["hostNetwork"] = true.into();
    let policy = ingress(&json!([{ "from": [{ "namespaceSelector": {} }] }]));
    let isolated = isolations_of(pods, &[policy]);
    let senders: Vec<_> = ALL[1..].iter().filter(|from| reaches(&isolated, from, "x/a", Tcp, 80)).collect();
    assert_eq!(senders, [&"y/b"]);
}

#[test]
fn an_address_is_that_of_the_pod_that_lives() {
    let mut pods = pods();
    // x/a ends and y/a has its address: no policy of x is for it any more.
    pods[0]["metadata"]["deletionTimestamp"] = "2026-01-01T00:00:00Z".into();
    pods[2]["status"]["podIPs"][0]["ip"] = "10.244.0.1".into();
    assert_eq!(isolations_of(pods, &[ingress(&json!([]))]), Isolations::new());
}

#[test]
fn a_pod_of_this_node_is_where_its_sandbox_is() {
    let mut pods = pods();
    // x/a starts; x/b was given another address than the API server knows.
    pods[0]["status"] = json!({ "phase": "Pending" });
    let mut world = world(pods.clone(), &[json!({ "podSelector": {} })]);
    assert_eq!(plan(&world).keys().copied().collect::<Vec<_>>(), [address("x/b")]);
    world.sandboxes = [("x/a".to_owned(), address("x/a")), ("x/b".to_owned(), Ipv4Addr::new(10, 244, 0, 9))].into();
    assert_eq!(plan(&world).keys().copied().collect::<Vec<_>>(), [address("x/a"), Ipv4Addr::new(10, 244, 0, 9)]);

    // The address of y/a that the API server shows is that of x/a by now.
    pods[2]["status"]["podIPs"][0]["ip"] = "10.244.0.1".into();
    let mut world = self::world(pods, &[ingress(&json!([]))]);
    world.sandboxes = [("x/a".to_owned(), address("x/a"))].into();
    assert_eq!(plan(&world).keys().copied().collect::<Vec<_>>(), [address("x/a")]);
}
