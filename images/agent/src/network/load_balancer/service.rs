//! What matters of a service of type LoadBalancer.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;
use std::sync::Arc;

use k8s_openapi::api::core::v1::{LoadBalancerIngress, PortStatus, Service, ServicePort, ServiceSpec};
use k8s_openapi::jiff::Timestamp;

/// loadBalancerClass of those that are ours, beside those without.
const CLASS: &str = "devcluster.dev/load-balancer";
/// Annotation: services with the same value share an address where their ports allow it.
const SHARED: &str = "devcluster.dev/shared-address";

#[derive(Debug, Clone)]
pub struct Balanced {
    /// `NAMESPACE/NAME`.
    pub name: String,
    /// spec.loadBalancerIP.
    pub asked: Option<String>,
    shared: Option<String>,
    ports: BTreeSet<(String, i32)>,
    /// externalTrafficPolicy Local: only nodes with an endpoint answer.
    pub local: bool,
    created: Option<Timestamp>,
    /// As the API server has it.
    pub object: Arc<Service>,
}

impl Balanced {
    /// Those of all services that are ours, oldest first.
    pub fn all(services: Vec<Arc<Service>>) -> Vec<Self> {
        let mut all: Vec<_> = services.into_iter().filter_map(Self::read).collect();
        all.sort_by(|one, other| (one.created, &one.name).cmp(&(other.created, &other.name)));
        all
    }

    fn read(object: Arc<Service>) -> Option<Self> {
        let (metadata, spec) = (&object.metadata, object.spec.as_ref()?);
        let ours = spec.type_.as_deref() == Some("LoadBalancer")
            && spec.load_balancer_class.as_deref().is_none_or(|class| class == CLASS)
            && metadata.deletion_timestamp.is_none();
        ours.then(|| Self {
            name: format!(
                "{}/{}",
                metadata.namespace.as_deref().unwrap_or_default(),
                metadata.name.as_deref().unwrap_or_default()
            ),
            asked: spec.load_balancer_ip.clone().filter(|address| !address.is_empty()),
            shared: metadata.annotations.as_ref().and_then(|annotations| annotations.get(SHARED)).cloned(),
            ports: ports(spec).map(|port| (protocol(port), port.port)).collect(),
            local: spec.external_traffic_policy.as_deref() == Some("Local"),
            created: metadata.creation_timestamp.as_ref().map(|time| time.0),
            object: Arc::clone(&object),
        })
    }

    /// Whether it would have the address: it may ask for another.
    pub fn accepts(&self, address: Ipv4Addr) -> bool {
        self.asked.as_ref().is_none_or(|asked| asked.parse() == Ok(address))
    }

    /// Whether both can have one address. Under policy Local they might need different nodes.
    pub fn shares_with(&self, other: &Self) -> bool {
        let same = self.shared.is_some() && self.shared == other.shared;
        same && !self.local && !other.local && self.ports.is_disjoint(&other.ports)
    }

    /// What the API server says of its address.
    pub fn shown(&self) -> &[LoadBalancerIngress] {
        let status = self.object.status.as_ref().and_then(|status| status.load_balancer.as_ref());
        status.and_then(|status| status.ingress.as_deref()).unwrap_or_default()
    }

    /// What it shall say.
    pub fn to_show(&self, address: Option<Ipv4Addr>) -> Vec<LoadBalancerIngress> {
        let port = |port: &ServicePort| PortStatus { port: port.port, protocol: protocol(port), error: None };
        let ports = self.object.spec.iter().flat_map(ports).map(port).collect();
        let ingress = |address: Ipv4Addr| LoadBalancerIngress {
            ip: Some(address.to_string()),
            ip_mode: Some("VIP".into()),
            ports: Some(ports),
            hostname: None,
        };
        address.map(ingress).into_iter().collect()
    }
}

fn ports(spec: &ServiceSpec) -> impl Iterator<Item = &ServicePort> {
    spec.ports.iter().flatten()
}

fn protocol(port: &ServicePort) -> String {
    port.protocol.clone().unwrap_or_else(|| "TCP".into())
}

#[cfg(test)]
pub mod tests {
    use k8s_openapi::serde_json::{Value, from_value, json};

    use super::*;

    /// Services of type LoadBalancer with port 80, and what is merged into their JSON; created in this order.
    pub fn services(all: &[(&str, Value)]) -> Vec<Balanced> {
        let object = |(number, (name, more)): (usize, &(&str, Value))| {
            let mut object = json!({
                "metadata": {
                    "namespace": "default", "name": name,
                    "creationTimestamp": format!("2026-01-01T00:{:02}:{:02}Z", number / 60, number % 60),
                    "annotations": { SHARED: more.get("share") },
                },
                "spec": { "type": "LoadBalancer", "ports": [{ "port": 80, "protocol": "TCP" }] },
                "status": { "loadBalancer": { "ingress": more.get("ingress") } },
            });
            if more.get("share").is_none() {
                object["metadata"]["annotations"] = Value::Null;
            }
            for (key, value) in more.get("spec").and_then(Value::as_object).into_iter().flatten() {
                object["spec"][key] = value.clone();
            }
            Arc::new(from_value(object).unwrap())
        };
        Balanced::all(all.iter().enumerate().map(object).collect())
    }

    #[test]
    fn only_ours_count_and_the_oldest_comes_first() {
        let all = services(&[
            ("second", json!({})),
            ("classless", json!({ "spec": { "loadBalancerClass": CLASS } })),
            ("foreign", json!({ "spec": { "loadBalancerClass": "example.com/metal" } })),
            ("internal", json!({ "spec": { "type": "ClusterIP" } })),
        ]);
        let names: Vec<_> = all.iter().map(|service| service.name.as_str()).collect();
        assert_eq!(names, ["default/second", "default/classless"]);
    }

    #[test]
    fn the_status_names_address_and_ports() {
        let ports = json!({ "spec": { "ports": [{ "port": 53, "protocol": "UDP" }, { "port": 53 }] } });
        let service = &services(&[("dns", ports)])[0];
        let expected = json!([{
            "ip": "172.24.3.1", "ipMode": "VIP",
            "ports": [{ "port": 53, "protocol": "UDP" }, { "port": 53, "protocol": "TCP" }],
        }]);
        let shown = service.to_show(Some(Ipv4Addr::new(172, 24, 3, 1)));
        assert_eq!(k8s_openapi::serde_json::to_value(shown).unwrap(), expected);
        assert_eq!(service.to_show(None), []);
    }
}
