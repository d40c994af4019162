//! On which nodes a service has endpoints.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use k8s_openapi::api::discovery::v1::EndpointSlice;

/// Nodes with a ready endpoint, by `NAMESPACE/NAME` of the service.
pub type Endpoints = BTreeMap<String, BTreeSet<String>>;

const SERVICE: &str = "kubernetes.io/service-name";

pub fn ready(slices: &[Arc<EndpointSlice>]) -> Endpoints {
    let mut endpoints = Endpoints::new();
    for slice in slices {
        let metadata = &slice.metadata;
        let service = metadata.labels.as_ref().and_then(|labels| labels.get(SERVICE));
        let (Some(namespace), Some(service)) = (&metadata.namespace, service) else {
            continue;
        };
        // Unknown counts as ready: the API says so.
        let ready =
            slice.endpoints.iter().flatten().filter(|endpoint| {
                endpoint.conditions.as_ref().and_then(|conditions| conditions.ready).unwrap_or(true)
            });
        let nodes = ready.filter_map(|endpoint| endpoint.node_name.clone());
        endpoints.entry(format!("{namespace}/{service}")).or_default().extend(nodes);
    }
    endpoints
}

#[cfg(test)]
mod tests {
    use k8s_openapi::serde_json::{from_value, json};

    use super::*;

    #[test]
    fn only_nodes_with_ready_endpoints_count() {
        let slice = |endpoints| {
            let labels = json!({ SERVICE: "web" });
            let metadata = json!({ "namespace": "default", "name": "web-x", "labels": labels });
            Arc::new(
                from_value(json!({ "metadata": metadata, "addressType": "IPv4", "endpoints": endpoints })).unwrap(),
            )
        };
        let slices = [
            slice(json!([
                { "addresses": ["10.244.1.2"], "nodeName": "w1", "conditions": { "ready": true } },
                { "addresses": ["10.244.2.2"], "nodeName": "w2", "conditions": { "ready": false } },
            ])),
            slice(json!([{ "addresses": ["10.244.3.2"], "nodeName": "w3" }])),
        ];
        let expected = ["w1", "w3"].map(str::to_owned).into();
        assert_eq!(ready(&slices), Endpoints::from([("default/web".to_owned(), expected)]));
    }
}
