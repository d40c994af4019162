//! Where a port leads now: the cluster address of a service. kube-proxy on a node knows the pods behind it.

use std::fmt::{Display, Formatter};
use std::net::Ipv4Addr;
use std::sync::Arc;

use k8s_openapi::api::core::v1::{Service, ServicePort};

use super::definition::{Port, Protocol, Target};

/// Address and port of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Destination {
    pub address: Ipv4Addr,
    pub port: i32,
}

impl Display for Destination {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}:{}", self.address, self.port)
    }
}

/// The destination that follows from the services there are, or why there is none.
pub fn find(port: &Port, services: &[Arc<Service>]) -> Result<Destination, String> {
    match &port.target {
        Target::NodePort(number) => by_node_port(*number, port.protocol, services),
        Target::Service { namespace, name, port: wanted } => {
            let service = services
                .iter()
                .find(|service| {
                    service.metadata.namespace.as_ref() == Some(namespace)
                        && service.metadata.name.as_ref() == Some(name)
                })
                .ok_or_else(|| format!("there is no service {namespace}/{name}"))?;
            by_port(service, wanted, port.protocol)
        }
    }
}

fn by_node_port(number: u16, protocol: Protocol, services: &[Arc<Service>]) -> Result<Destination, String> {
    let found = services.iter().find_map(|service| {
        let port = ports(service).iter().find(|port| port.node_port == Some(number.into()) && is(port, protocol))?;
        Some((service, port.port))
    });
    let (service, port) = found.ok_or_else(|| format!("no service has node port {number}/{protocol}"))?;
    Ok(Destination { address: address(service)?, port })
}

fn by_port(service: &Service, wanted: &str, protocol: Protocol) -> Result<Destination, String> {
    let matches = |port: &&ServicePort| port.name.as_deref() == Some(wanted) || port.port.to_string() == wanted;
    let found = ports(service).iter().filter(|port| is(port, protocol)).find(matches);
    let port = found.ok_or_else(|| {
        let there: Vec<_> = ports(service).iter().map(shown).collect();
        format!("service {} has no port {wanted}/{protocol}; it has {}", shown_name(service), there.join(", "))
    })?;
    Ok(Destination { address: address(service)?, port: port.port })
}

fn address(service: &Service) -> Result<Ipv4Addr, String> {
    let address = service.spec.as_ref().and_then(|spec| spec.cluster_ip.as_deref()).unwrap_or_default();
    address.parse().map_err(|_| {
        format!("service {} has no IPv4 address in the cluster (it is headless or ExternalName)", shown_name(service))
    })
}

fn ports(service: &Service) -> &[ServicePort] {
    service.spec.as_ref().and_then(|spec| spec.ports.as_deref()).unwrap_or_default()
}

fn is(port: &ServicePort, protocol: Protocol) -> bool {
    protocol_of(port).eq_ignore_ascii_case(&protocol.to_string())
}

fn protocol_of(port: &ServicePort) -> &str {
    port.protocol.as_deref().unwrap_or("TCP")
}

/// `80/tcp`, or `http (80/tcp)`.
fn shown(port: &ServicePort) -> String {
    let number = format!("{}/{}", port.port, protocol_of(port).to_ascii_lowercase());
    port.name.as_ref().map_or_else(|| number.clone(), |name| format!("{name} ({number})"))
}

fn shown_name(service: &Service) -> String {
    let metadata = &service.metadata;
    format!("{}/{}", metadata.namespace.as_deref().unwrap_or_default(), metadata.name.as_deref().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use k8s_openapi::serde_json::{Value, from_value, json};

    use super::*;

    fn service(name: &str, cluster_ip: &str, ports: Value) -> Arc<Service> {
        let service = json!({
            "metadata": { "namespace": "default", "name": name },
            "spec": { "clusterIP": cluster_ip, "ports": ports },
        });
        Arc::new(from_value(service).unwrap())
    }

    fn services() -> Vec<Arc<Service>> {
        vec![
            service("headless", "None", json!([{ "port": 80 }])),
            service("web", "10.96.3.4", json!([{ "name": "http", "port": 80, "nodePort": 30080 }])),
            service(
                "dns",
                "10.96.0.10",
                json!([
                    { "name": "dns-tcp", "port": 53, "protocol": "TCP", "nodePort": 30053 },
                    { "name": "dns", "port": 53, "protocol": "UDP", "nodePort": 30053 },
                    { "name": "metrics", "port": 9153, "protocol": "TCP" },
                ]),
            ),
        ]
    }

    fn found(protocol: Protocol, target: Target) -> String {
        let port = Port { host_port: 8080, protocol, target };
        find(&port, &services()).map_or_else(|problem| problem, |destination| destination.to_string())
    }

    fn by_name(protocol: Protocol, name: &str, port: &str) -> String {
        found(protocol, Target::Service { namespace: "default".into(), name: name.into(), port: port.into() })
    }

    #[test]
    fn a_node_port_leads_to_the_service_that_has_it() {
        assert_eq!(found(Protocol::Tcp, Target::NodePort(30_080)), "10.96.3.4:80");
        assert_eq!(found(Protocol::Udp, Target::NodePort(30_053)), "10.96.0.10:53");
        assert_eq!(found(Protocol::Udp, Target::NodePort(30_080)), "no service has node port 30080/udp");
    }

    #[test]
    fn a_services_port_goes_by_number_or_name() {
        assert_eq!(by_name(Protocol::Tcp, "web", "80"), "10.96.3.4:80");
        assert_eq!(by_name(Protocol::Tcp, "web", "http"), "10.96.3.4:80");
        assert_eq!(by_name(Protocol::Udp, "dns", "53"), "10.96.0.10:53");
    }

    #[test]
    fn what_leads_nowhere_says_why() {
        assert_eq!(by_name(Protocol::Tcp, "gone", "80"), "there is no service default/gone");
        assert_eq!(
            by_name(Protocol::Udp, "dns", "metrics"),
            "service default/dns has no port metrics/udp; it has dns-tcp (53/tcp), dns (53/udp), metrics (9153/tcp)"
        );
        assert_eq!(
            by_name(Protocol::Tcp, "headless", "80"),
            "service default/headless has no IPv4 address in the cluster (it is headless or ExternalName)"
        );
    }
}
