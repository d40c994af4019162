//! The URL at which an app is looked at from this machine.

use super::target::Place;
use super::{Opening, Target, Tools};
use crate::cluster::{ServiceError, ServiceInfo, service_url};
use crate::fault::{Fault, Kind};
use crate::steps::{StepError, reach_service};

/// Why nothing leads to a service from here.
#[derive(Debug, thiserror::Error)]
pub enum NoUrl {
    #[error("service `{service}` has no port `{port}`; it has {}", known.join(", "))]
    NoSuchPort { service: String, port: String, known: Vec<String> },
    #[error("service `{service}` has no address that can be reached from here")]
    Elsewhere { service: String, context: String, port: i32 },
    #[error(transparent)]
    Service(#[from] ServiceError),
}

impl Fault for NoUrl {
    fn kind(&self) -> Kind {
        match self {
            Self::NoSuchPort { .. } | Self::Elsewhere { .. } => Kind::User,
            Self::Service(error) => error.kind(),
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::NoSuchPort { .. } => Some("name one of them as `port` of `open` in devcluster.yaml".to_owned()),
            Self::Elsewhere { service, context, port } => Some(format!(
                "lead a port of this machine there with `devcluster forward {service} {port} --context {context}`"
            )),
            Self::Service(error) => error.hint(),
        }
    }
}

impl NoUrl {
    /// In one line, with what to try.
    pub fn told(&self) -> String {
        self.hint().map_or_else(|| self.to_string(), |hint| format!("{self}; {hint}"))
    }
}

/// The URL of a service, with port and path as `open` says; `publish` leads a host port to it where nothing else does.
pub async fn url_of(
    tools: &Tools,
    target: &Target,
    mut service: ServiceInfo,
    open: &Opening,
    publish: bool,
) -> Result<Result<String, NoUrl>, StepError> {
    if let Some(port) = &open.port {
        match chosen(&service, port) {
            Ok(only) => service = only,
            Err(error) => return Ok(Err(error)),
        }
    }
    let url = match &target.place {
        Place::Ours(state) => {
            let (engine, reporter) = (tools.engine.as_ref(), &tools.reporter);
            reach_service(engine, reporter, state, &service, publish, &tools.interrupt).await?.map_err(NoUrl::from)
        }
        // Addresses of nodes elsewhere are seldom ones that this machine reaches; those of load balancers are.
        Place::Elsewhere { context } => service_url(&service, None, true).map_err(|error| match error {
            ServiceError::NotPublished { name, port, .. } => {
                NoUrl::Elsewhere { service: name, context: context.clone(), port }
            }
            other => other.into(),
        }),
    };
    Ok(url.map(|url| format!("{url}{}", open.path)))
}

/// The service with only the port of that number or name.
fn chosen(service: &ServiceInfo, wanted: &str) -> Result<ServiceInfo, NoUrl> {
    let is_meant =
        |port: &crate::cluster::PortInfo| port.port.to_string() == wanted || port.name.as_deref() == Some(wanted);
    match service.ports.iter().find(|port| is_meant(port)) {
        Some(port) => Ok(ServiceInfo { ports: vec![port.clone()], ..service.clone() }),
        None => Err(NoUrl::NoSuchPort {
            service: service.name.clone(),
            port: wanted.to_owned(),
            known: service.ports.iter().map(|port| port.port.to_string()).collect(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::PortInfo;

    #[test]
    fn a_port_is_chosen_by_number_or_name() {
        let port = |number, name: &str| PortInfo {
            name: Some(name.to_owned()),
            protocol: "TCP".into(),
            port: number,
            target: number.to_string(),
            node_port: None,
        };
        let service = ServiceInfo {
            namespace: "default".into(),
            name: "web".into(),
            kind: "NodePort".into(),
            cluster_ip: None,
            external_ip: None,
            ports: vec![port(80, "http"), port(9090, "metrics")],
        };
        assert_eq!(chosen(&service, "9090").unwrap().ports[0].port, 9090);
        assert_eq!(chosen(&service, "metrics").unwrap().ports[0].port, 9090);
        let error = chosen(&service, "1").unwrap_err();
        assert_eq!(error.to_string(), "service `web` has no port `1`; it has 80, 9090");
    }
}
