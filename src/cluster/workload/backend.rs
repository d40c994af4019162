//! What stands behind an app's name or a service's, and streams to ports of its pods.

use k8s_openapi::api::core::v1::{Pod, Service};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use kube::api::Portforwarder;
use kube::{Api, ResourceExt};
use tokio::io::DuplexStream;

use super::app_pods::{PodsError, best_of, find_app_pods};
use crate::cluster::{Kube, api_reason};

/// Pods that take connections.
#[derive(Debug)]
pub struct Backend {
    name: String,
    namespace: String,
    /// Label selector; `None` where one pod is meant.
    selector: Option<String>,
    pod: String,
    /// Where a service was named: its ports.
    service: Option<Service>,
}

/// A stream to a port of a pod.
pub struct PodStream {
    pub stream: DuplexStream,
    forwarder: Portforwarder,
    port: u16,
}

impl PodStream {
    /// Why it failed, where the node told so.
    pub async fn failure(mut self) -> Option<String> {
        let error = self.forwarder.take_error(self.port)?;
        drop(self.stream);
        error.await
    }
}

/// Finds an app by its name, or else the service of that name.
pub async fn find_backend(kube: &Kube, namespace: &str, name: &str) -> Result<Backend, PodsError> {
    let backend = |selector, pod, service| Backend {
        name: name.to_owned(),
        namespace: namespace.to_owned(),
        selector,
        pod,
        service,
    };
    match find_app_pods(kube, namespace, name).await {
        Err(PodsError::NotThere { existing, .. }) => {
            let services: Api<Service> = Api::namespaced(kube.client.clone(), namespace);
            let service = services.get_opt(name).await.map_err(server)?;
            let not_there = PodsError::NotThere { name: name.to_owned(), namespace: namespace.to_owned(), existing };
            let service = service.ok_or(not_there)?;
            let selector =
                service.spec.as_ref().and_then(|spec| spec.selector.as_ref()).map(|labels| {
                    labels.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(",")
                });
            let found = backend(selector, String::new(), Some(service));
            let pod = found.pod(kube).await?.name_any();
            Ok(Backend { pod, ..found })
        }
        found => found.map(|pods| backend(pods.selector, pods.best, None)),
    }
}

/// Connects to a port of the pod that is ready now; of a service, to the port of the pod that it leads to.
pub async fn connect_to_pod(kube: &Kube, backend: &Backend, port: u16) -> Result<PodStream, PodsError> {
    let pod = backend.pod(kube).await?;
    let port = backend.service.as_ref().and_then(|service| target(service, &pod, port)).unwrap_or(port);
    let pods: Api<Pod> = Api::namespaced(kube.client.clone(), &backend.namespace);
    let mut forwarder = pods.portforward(&pod.name_any(), &[port]).await.map_err(server)?;
    let missing = || PodsError::Server { reason: "it opened no stream".to_owned() };
    let stream = forwarder.take_stream(port).ok_or_else(missing)?;
    Ok(PodStream { stream, forwarder, port })
}

impl Backend {
    /// The pod to talk to now.
    async fn pod(&self, kube: &Kube) -> Result<Pod, PodsError> {
        let pods: Api<Pod> = Api::namespaced(kube.client.clone(), &self.namespace);
        let found = match &self.selector {
            Some(selector) => best_of(&pods, selector).await?,
            None => pods.get_opt(&self.pod).await.map_err(server)?,
        };
        found.ok_or_else(|| PodsError::NoPods { name: self.name.clone(), namespace: self.namespace.clone() })
    }
}

/// The port of the pod that a service's port leads to.
fn target(service: &Service, pod: &Pod, port: u16) -> Option<u16> {
    let ports = service.spec.as_ref()?.ports.as_ref()?;
    let port = ports.iter().find(|known| known.port == i32::from(port))?;
    match port.target_port.as_ref() {
        None => port.port.try_into().ok(),
        Some(IntOrString::Int(number)) => (*number).try_into().ok(),
        Some(IntOrString::String(name)) => {
            let containers = &pod.spec.as_ref()?.containers;
            let mut ports = containers.iter().filter_map(|container| container.ports.as_ref()).flatten();
            ports.find(|known| known.name.as_ref() == Some(name))?.container_port.try_into().ok()
        }
    }
}

fn server(error: kube::Error) -> PodsError {
    PodsError::Server { reason: api_reason(error) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_services_port_leads_to_the_pods() {
        let service = serde_json::from_value(json!({ "spec": { "ports": [
            { "port": 80, "targetPort": "http" }, { "port": 81, "targetPort": 5001 }, { "port": 82 },
        ] } }))
        .unwrap();
        let pod = serde_json::from_value(json!({ "spec": { "containers": [
            { "name": "a", "ports": [{ "name": "http", "containerPort": 5000 }] },
        ] } }))
        .unwrap();
        assert_eq!([80, 81, 82, 83].map(|port| target(&service, &pod, port)), [Some(5000), Some(5001), Some(82), None]);
    }
}
