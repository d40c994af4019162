//! Services: what one is, the URL it answers at, and whether something stands behind it.

use std::net::Ipv4Addr;
use std::time::Duration;

use k8s_openapi::api::core::v1::Service;
use k8s_openapi::api::discovery::v1::EndpointSlice;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use kube::api::ListParams;
use kube::{Api, ResourceExt};
use serde::Serialize;
use tokio::time::Instant;

use super::{ApplySet, Kube, api_reason};
use crate::fault::{Fault, Kind};

const INTERVAL: Duration = Duration::from_millis(50);

/// A Service as a person wants to see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ServiceInfo {
    pub namespace: String,
    pub name: String,
    /// `NodePort`.
    #[serde(rename = "type")]
    pub kind: String,
    pub cluster_ip: Option<String>,
    /// Address that a load balancer gave it.
    pub external_ip: Option<String>,
    pub ports: Vec<PortInfo>,
}

/// A port of a Service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PortInfo {
    pub name: Option<String>,
    pub protocol: String,
    pub port: i32,
    /// Port or port name of the pods.
    pub target: String,
    pub node_port: Option<i32>,
}

/// A Service that can't be found or reached.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    #[error("there is no service `{name}` in namespace `{namespace}`{}", there_is(.existing))]
    NotThere { name: String, namespace: String, existing: Vec<String> },
    #[error("service `{name}` is of type {kind}, which has no address outside of the cluster")]
    NotPublished { name: String, namespace: String, kind: String, port: i32 },
    #[error("service `{name}` has no TCP port")]
    NoPort { name: String },
    #[error(
        "the addresses of the nodes can't be reached from this machine: the container engine runs in a virtual machine or elsewhere"
    )]
    NotReachable { name: String, namespace: String, port: i32 },
    #[error("nothing stands behind service `{name}` after {seconds} s: no pod that matches its selector is ready")]
    NoEndpoint { name: String, namespace: String, seconds: u64 },
    #[error("the API server failed: {reason}")]
    Server { reason: String },
}

fn there_is(existing: &[String]) -> String {
    if existing.is_empty() { String::new() } else { format!("; there is {}", existing.join(", ")) }
}

impl Fault for ServiceError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotThere { .. } | Self::NotPublished { .. } | Self::NoPort { .. } | Self::NoEndpoint { .. } => {
                Kind::User
            }
            Self::NotReachable { .. } => Kind::Environment,
            Self::Server { .. } => Kind::Cluster,
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::NotThere { existing, .. } => Some(match existing.first().and_then(|first| first.split_once('/')) {
                Some((namespace, name)) => format!("try `devcluster service {name} -n {namespace}`"),
                None => "make one with `devcluster apply service.yaml`".to_owned(),
            }),
            Self::NotPublished { name, namespace, port, .. } => Some(format!(
                "set `type: NodePort` in its manifest, or lead a port of this host there with `devcluster port add 8080:{port}@{namespace}/{name}`"
            )),
            Self::NotReachable { name, namespace, port } => Some(format!(
                "lead a port of this host there with `devcluster port add 8080:{port}@{namespace}/{name}`"
            )),
            Self::NoEndpoint { name, namespace, .. } => Some(format!(
                "compare its selector with the pods' labels: `devcluster kubectl -- describe service {name} -n {namespace}`"
            )),
            Self::NoPort { .. } | Self::Server { .. } => None,
        }
    }
}

/// Looks a Service up.
pub async fn find_service(kube: &Kube, namespace: &str, name: &str) -> Result<ServiceInfo, ServiceError> {
    let api: Api<Service> = Api::namespaced(kube.client.clone(), namespace);
    if let Some(service) = api.get_opt(name).await.map_err(server)? {
        return Ok(info(&service));
    }
    let all: Api<Service> = Api::all(kube.client.clone());
    let all = all.list(&ListParams::default()).await.map_err(server)?;
    let mut existing: Vec<_> =
        all.iter().map(|service| (service.namespace().unwrap_or_default(), service.name_any())).collect();
    // The user's own come first, and of those the ones in the namespace that was asked.
    existing.sort_by_key(|(place, other)| (is_system(place, other), place != namespace, other != name, other.clone()));
    Err(ServiceError::NotThere {
        name: name.to_owned(),
        namespace: namespace.to_owned(),
        existing: existing.into_iter().map(|(namespace, name)| format!("{namespace}/{name}")).collect(),
    })
}

/// Looks up the Service of that name, else one of the app `set`, wherever it is: that of the name, that which is
/// published, the first.
pub async fn find_service_of(kube: &Kube, set: &ApplySet, name: &str) -> Result<ServiceInfo, ServiceError> {
    let error = match find_service(kube, &set.namespace, name).await {
        Err(error @ ServiceError::NotThere { .. }) => error,
        found => return found,
    };
    let api: Api<Service> = Api::all(kube.client.clone());
    let mut services = api.list(&ListParams::default().labels(&set.selector())).await.map_err(server)?.items;
    services.sort_by_key(|service| {
        let kind = service.spec.as_ref().and_then(|spec| spec.type_.as_deref());
        let is_published = matches!(kind, Some("NodePort" | "LoadBalancer"));
        (service.name_any() != name, !is_published, service.name_any())
    });
    services.first().map(info).ok_or(error)
}

fn is_system(namespace: &str, name: &str) -> bool {
    namespace.starts_with("kube-") || (namespace, name) == ("default", "kubernetes")
}

/// The URL at which programs on this machine reach a Service. `node` is an address of a node; `local` says whether
/// such addresses can be reached from here.
pub fn service_url(service: &ServiceInfo, node: Option<Ipv4Addr>, local: bool) -> Result<String, ServiceError> {
    let name = service.name.clone();
    let port = web_port(service)?;
    let (host, number) = match (&service.external_ip, port.node_port, node) {
        (Some(ip), _, _) => (ip.clone(), port.port),
        (None, Some(node_port), Some(address)) => (address.to_string(), node_port),
        _ => {
            let (namespace, kind) = (service.namespace.clone(), service.kind.clone());
            return Err(ServiceError::NotPublished { name, namespace, kind, port: port.port });
        }
    };
    if !local {
        return Err(ServiceError::NotReachable { name, namespace: service.namespace.clone(), port: port.port });
    }
    Ok(url(port, &host, number))
}

/// The port of a Service that a browser would be led to.
pub fn web_port(service: &ServiceInfo) -> Result<&PortInfo, ServiceError> {
    let port = service.ports.iter().find(|port| port.protocol == "TCP");
    port.ok_or_else(|| ServiceError::NoPort { name: service.name.clone() })
}

/// The URL of a Service's port that is reached at `number` of `host`.
pub(super) fn url(port: &PortInfo, host: &str, number: i32) -> String {
    let is_tls = port.port == 443 || port.name.as_deref() == Some("https");
    let (scheme, default) = if is_tls { ("https", 443) } else { ("http", 80) };
    if number == default { format!("{scheme}://{host}") } else { format!("{scheme}://{host}:{number}") }
}

/// Waits until a ready pod stands behind a Service, and none that is on its way out.
pub async fn wait_for_endpoints(kube: &Kube, service: &ServiceInfo, timeout: Duration) -> Result<(), ServiceError> {
    let api: Api<EndpointSlice> = Api::namespaced(kube.client.clone(), &service.namespace);
    let of_service = ListParams::default().labels(&format!("kubernetes.io/service-name={}", service.name));
    let deadline = Instant::now() + timeout;
    loop {
        let slices = api.list(&of_service).await.map_err(server)?;
        let conditions: Vec<_> = slices
            .iter()
            .flat_map(|slice| slice.endpoints.iter().flatten())
            .filter_map(|endpoint| endpoint.conditions.as_ref())
            .collect();
        if conditions.iter().any(|condition| condition.ready == Some(true))
            && !conditions.iter().any(|condition| condition.ready == Some(true) && condition.terminating == Some(true))
        {
            return Ok(());
        }
        if Instant::now() > deadline {
            return Err(ServiceError::NoEndpoint {
                name: service.name.clone(),
                namespace: service.namespace.clone(),
                seconds: timeout.as_secs(),
            });
        }
        tokio::time::sleep(INTERVAL).await;
    }
}

fn info(service: &Service) -> ServiceInfo {
    let spec = service.spec.clone().unwrap_or_default();
    let ingress = service.status.as_ref().and_then(|status| status.load_balancer.as_ref()?.ingress.as_ref()?.first());
    let port = |port: &k8s_openapi::api::core::v1::ServicePort| PortInfo {
        name: port.name.clone(),
        protocol: port.protocol.clone().unwrap_or_else(|| "TCP".to_owned()),
        port: port.port,
        target: match &port.target_port {
            Some(IntOrString::Int(number)) => number.to_string(),
            Some(IntOrString::String(name)) => name.clone(),
            None => port.port.to_string(),
        },
        node_port: port.node_port,
    };
    ServiceInfo {
        namespace: service.namespace().unwrap_or_default(),
        name: service.name_any(),
        kind: spec.type_.unwrap_or_else(|| "ClusterIP".to_owned()),
        cluster_ip: spec.cluster_ip,
        external_ip: ingress.and_then(|ingress| ingress.ip.clone().or_else(|| ingress.hostname.clone())),
        ports: spec.ports.unwrap_or_default().iter().map(port).collect(),
    }
}

fn server(error: kube::Error) -> ServiceError {
    ServiceError::Server { reason: api_reason(error) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::fault::shown;

    const NODE: Option<Ipv4Addr> = Some(Ipv4Addr::new(172, 24, 0, 10));

    fn service(kind: &str, port: i32, node_port: Option<i32>, external: Option<&str>) -> ServiceInfo {
        let ingress = external.map(|ip| json!([{ "ip": ip }]));
        let service = json!({
            "metadata": { "name": "app", "namespace": "default" },
            "spec": { "type": kind, "clusterIP": "10.96.0.9", "ports": [{ "port": port, "targetPort": 5000, "nodePort": node_port }] },
            "status": { "loadBalancer": { "ingress": ingress } },
        });
        info(&serde_json::from_value(service).unwrap())
    }

    #[test]
    fn urls_follow_from_type_and_port() {
        let url = |service: &ServiceInfo| service_url(service, NODE, true).unwrap();
        assert_eq!(url(&service("NodePort", 80, Some(30_080), None)), "http://172.24.0.10:30080");
        assert_eq!(url(&service("NodePort", 443, Some(30_443), None)), "https://172.24.0.10:30443");
        assert_eq!(url(&service("LoadBalancer", 80, Some(30_080), Some("172.24.3.1"))), "http://172.24.3.1");
    }

    #[test]
    fn what_can_not_be_reached_is_said_with_a_way_out() {
        let render = |service: &ServiceInfo, local| shown(&service_url(service, NODE, local).unwrap_err());
        insta::assert_snapshot!(render(&service("ClusterIP", 80, None, None), true), @r"
        error: service `app` is of type ClusterIP, which has no address outside of the cluster
        hint: set `type: NodePort` in its manifest, or lead a port of this host there with `devcluster port add 8080:80@default/app`
        ");
        insta::assert_snapshot!(render(&service("NodePort", 80, Some(30_080), None), false), @r"
        error: the addresses of the nodes can't be reached from this machine: the container engine runs in a virtual machine or elsewhere
        hint: lead a port of this host there with `devcluster port add 8080:80@default/app`
        ");
    }

    #[test]
    fn an_unknown_name_lists_those_that_exist() {
        let error = ServiceError::NotThere {
            name: "flask".into(),
            namespace: "default".into(),
            existing: vec!["default/flask-api-service".into(), "kube-system/kube-dns".into()],
        };
        insta::assert_snapshot!(shown(&error), @r"
        error: there is no service `flask` in namespace `default`; there is default/flask-api-service, kube-system/kube-dns
        hint: try `devcluster service flask-api-service -n default`
        ");
    }
}
