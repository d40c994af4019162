//! What the watches keep of an object: the rest would only take memory, on every node.

use k8s_openapi::api::core::v1::{ConfigMap, Node, NodeStatus, Service};
use k8s_openapi::api::discovery::v1::EndpointSlice;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

/// Name, labels, pod subnets, addresses, kubelet's port and conditions.
pub fn node(node: &mut Node) {
    strip(&mut node.metadata);
    node.metadata.annotations = None;
    node.status = node.status.take().map(|status| NodeStatus {
        addresses: status.addresses,
        conditions: status.conditions,
        daemon_endpoints: status.daemon_endpoints,
        ..NodeStatus::default()
    });
}

/// All but who changed what.
pub fn service(service: &mut Service) {
    strip(&mut service.metadata);
}

/// Data and version.
pub fn config_map(map: &mut ConfigMap) {
    strip(&mut map.metadata);
}

/// Which service, which nodes, what is ready.
pub fn endpoint_slice(slice: &mut EndpointSlice) {
    strip(&mut slice.metadata);
    slice.metadata.annotations = None;
    slice.metadata.owner_references = None;
    slice.ports = None;
    for endpoint in slice.endpoints.iter_mut().flatten() {
        endpoint.addresses.clear();
        endpoint.target_ref = None;
        endpoint.hints = None;
        endpoint.zone = None;
    }
}

fn strip(metadata: &mut ObjectMeta) {
    metadata.managed_fields = None;
}
