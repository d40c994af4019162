//! What stands behind an app's name or a service's, and streams to ports of its pods.

use k8s_openapi::api::core::v1::{Pod, Service};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use kube::api::{ListParams, Portforwarder};
use kube::{Api, ResourceExt};
use tokio::io::DuplexStream;

use super::app_pods::{AppPods, PodsError, best_of, find_app_pods};
use crate::cluster::{Kube, api_reason};

/// Pods that take connections.
#[derive(Debug)]
pub struct Backend {
    name: String,
    namespace: String,
    pods: AppPods,
    /// Whether a service was named, whose ports are meant then.
    is_service: bool,
    /// All of the namespace, or the one that was named: a port may be one of theirs.
    services: Vec<Service>,
}

/// A stream to a port of a pod.
pub struct PodStream {
    pub stream: DuplexStream,
    /// The pod's name.
    pub pod: String,
    forwarder: Portforwarder,
    port: u16,
}

impl PodStream {
    /// Why it failed, where the node told so.
    pub async fn failure(self) -> Option<String> {
        let (stream, failure) = self.split();
        drop(stream);
        failure.reason().await
    }

    /// The stream by itself, and what is asked why it failed when it is gone.
    pub fn split(self) -> (DuplexStream, StreamFailure) {
        (self.stream, StreamFailure { forwarder: self.forwarder, port: self.port })
    }
}

/// What became of a stream.
pub struct StreamFailure {
    forwarder: Portforwarder,
    port: u16,
}

impl StreamFailure {
    /// Why it failed, where the node told so.
    pub async fn reason(mut self) -> Option<String> {
        self.forwarder.take_error(self.port)?.await
    }
}

/// Finds an app by its name, or else the service of that name.
pub async fn find_backend(kube: &Kube, namespace: &str, name: &str) -> Result<Backend, PodsError> {
    let services: Api<Service> = Api::namespaced(kube.client.clone(), namespace);
    let services = services.list(&ListParams::default()).await.map_err(server)?.items;
    let backend = |pods, is_service, services| Backend {
        name: name.to_owned(),
        namespace: namespace.to_owned(),
        pods,
        is_service,
        services,
    };
    match find_app_pods(kube, namespace, name).await {
        Err(not_there @ PodsError::NotThere { .. }) => {
            let service = services.into_iter().find(|service| service.name_any() == name).ok_or(not_there)?;
            let labels = service.spec.as_ref().and_then(|spec| spec.selector.clone()).unwrap_or_default();
            let selector = labels.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(",");
            // A service without a selector leads to no pods.
            let pods = AppPods { selector: (!selector.is_empty()).then_some(selector), best: String::new() };
            let found = backend(pods, true, vec![service]);
            found.pod(kube).await?;
            Ok(found)
        }
        found => Ok(backend(found?, false, services)),
    }
}

/// Connects to a port of the pod that is ready now; a port that is a service's is the one that it leads to.
pub async fn connect_to_pod(kube: &Kube, backend: &Backend, port: u16) -> Result<PodStream, PodsError> {
    let pod = backend.pod(kube).await?;
    connect_to_this_pod(kube, backend, pod.name_any(), backend.target(&pod, port)).await
}

/// Connects to a port of one of a backend's pods by its name.
pub async fn connect_to_this_pod(
    kube: &Kube,
    backend: &Backend,
    pod: String,
    port: u16,
) -> Result<PodStream, PodsError> {
    let pods: Api<Pod> = Api::namespaced(kube.client.clone(), &backend.namespace);
    let mut forwarder = pods.portforward(&pod, &[port]).await.map_err(server)?;
    let missing = || PodsError::Server { reason: "it opened no stream".to_owned() };
    let stream = forwarder.take_stream(port).ok_or_else(missing)?;
    Ok(PodStream { stream, pod, forwarder, port })
}

impl Backend {
    /// The pod to talk to now.
    async fn pod(&self, kube: &Kube) -> Result<Pod, PodsError> {
        let pods: Api<Pod> = Api::namespaced(kube.client.clone(), &self.namespace);
        let found = match &self.pods.selector {
            Some(selector) => best_of(&pods, selector).await?,
            None if self.is_service => None,
            None => pods.get_opt(&self.pods.best).await.map_err(server)?,
        };
        found.ok_or_else(|| PodsError::NoPods { name: self.name.clone(), namespace: self.namespace.clone() })
    }

    /// The pod's port that is meant: its own where it has said so, else that of a service that leads to it.
    fn target(&self, pod: &Pod, port: u16) -> u16 {
        let of_services = || self.services.iter().find_map(|service| target(service, pod, port));
        if !self.is_service && declares(pod, port) { port } else { of_services().unwrap_or(port) }
    }
}

fn declares(pod: &Pod, port: u16) -> bool {
    let containers = pod.spec.iter().flat_map(|spec| &spec.containers);
    let mut ports = containers.filter_map(|container| container.ports.as_ref()).flatten();
    ports.any(|known| known.container_port == i32::from(port))
}

/// Whether a service leads to a pod.
fn selects(service: &Service, pod: &Pod) -> bool {
    let selector = service.spec.as_ref().and_then(|spec| spec.selector.as_ref());
    selector.is_some_and(|all| !all.is_empty() && all.iter().all(|(key, value)| pod.labels().get(key) == Some(value)))
}

/// The port of the pod that a service's port leads to.
fn target(service: &Service, pod: &Pod, port: u16) -> Option<u16> {
    let ports = service.spec.as_ref().filter(|_| selects(service, pod))?.ports.as_ref()?;
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
        let service = serde_json::from_value(json!({ "spec": { "selector": { "app": "web" }, "ports": [
            { "port": 80, "targetPort": "http" }, { "port": 81, "targetPort": 5001 }, { "port": 82 },
            { "port": 5000, "targetPort": 9 },
        ] } }));
        let other = json!({ "spec": { "selector": { "app": "other" }, "ports": [{ "port": 83, "targetPort": 1 }] } });
        let other = serde_json::from_value(other);
        let pod = serde_json::from_value(json!({ "metadata": { "labels": { "app": "web" } }, "spec": { "containers": [
            { "name": "a", "ports": [{ "name": "http", "containerPort": 5000 }] },
        ] } }))
        .unwrap();
        let mut backend = Backend {
            name: "web".into(),
            namespace: "default".into(),
            pods: AppPods { selector: None, best: "a".into() },
            is_service: false,
            services: vec![other.unwrap(), service.unwrap()],
        };
        let targets = |backend: &Backend| [80, 81, 82, 83, 5000].map(|port| backend.target(&pod, port));
        assert_eq!(targets(&backend), [5000, 5001, 82, 83, 5000]);
        backend.is_service = true;
        assert_eq!(targets(&backend), [5000, 5001, 82, 83, 9]);
    }
}
