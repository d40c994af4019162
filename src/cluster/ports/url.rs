//! The URL of a service by a host port that leads to it.

use std::net::IpAddr;

use crate::cluster::service::url;
use crate::cluster::{PortInfo, ServiceInfo};
use crate::config::{PortProtocol, PortSpec, PortTarget};

/// The URL, where the port leads to a TCP port of the service.
pub fn url_by_host_port(service: &ServiceInfo, port: &PortSpec) -> Option<String> {
    let led_to = service.ports.iter().find(|there| there.protocol == "TCP" && leads_to(port, service, there))?;
    let host = match port.host_ip {
        IpAddr::V6(address) if !address.is_unspecified() => format!("[{address}]"),
        IpAddr::V4(address) if !address.is_unspecified() => address.to_string(),
        _ => "127.0.0.1".to_owned(),
    };
    Some(url(led_to, &host, port.host_port.into()))
}

fn leads_to(port: &PortSpec, service: &ServiceInfo, there: &PortInfo) -> bool {
    port.protocol == PortProtocol::Tcp
        && match &port.target {
            PortTarget::NodePort(number) => there.node_port == Some(i32::from(*number)),
            PortTarget::Service { namespace, name, port } => {
                (namespace, name) == (&service.namespace, &service.name)
                    && (there.name.as_ref() == Some(port) || there.port.to_string() == *port)
            }
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_port_that_leads_to_the_service_is_its_url() {
        let port = |name: &str, protocol: &str, port, node_port| PortInfo {
            name: Some(name.to_owned()),
            protocol: protocol.to_owned(),
            port,
            target: "x".to_owned(),
            node_port,
        };
        let service = ServiceInfo {
            namespace: "default".to_owned(),
            name: "web".to_owned(),
            kind: "NodePort".to_owned(),
            cluster_ip: None,
            external_ip: None,
            ports: vec![
                port("http", "TCP", 80, Some(30_080)),
                port("https", "TCP", 443, None),
                port("quic", "UDP", 443, None),
            ],
        };
        let url = |text: &str| url_by_host_port(&service, &text.parse().unwrap());
        assert_eq!(url("8080:30080").as_deref(), Some("http://127.0.0.1:8080"));
        assert_eq!(url("0.0.0.0:80:http@web").as_deref(), Some("http://127.0.0.1"));
        assert_eq!(url("10.0.0.5:8443:443@web").as_deref(), Some("https://10.0.0.5:8443"));
        for elsewhere in ["8080:30081", "8080:80@team/web", "8080:80@api", "8443:443@web/udp"] {
            assert_eq!(url(elsewhere), None);
        }
    }
}
