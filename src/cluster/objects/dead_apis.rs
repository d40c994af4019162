//! APIs that pods of the cluster serve, and that nobody serves now.

use k8s_openapi::kube_aggregator::pkg::apis::apiregistration::v1::APIService;
use kube::api::ListParams;
use kube::{Api, ResourceExt};

use crate::cluster::Kube;

/// An API without pods. While it is there, no namespace can go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadApi {
    /// Of its APIService: `v1beta1.metrics.k8s.io`.
    pub name: String,
    /// What the API server says of it.
    pub reason: String,
}

/// Those that the API server says are not available, though a service has to serve them.
pub async fn dead_apis(kube: &Kube) -> Result<Vec<DeadApi>, kube::Error> {
    let all: Api<APIService> = Api::all(kube.client.clone());
    // From the API server's memory: it is asked for all else that `status` tells at the same time.
    Ok(all.list(&ListParams::default().match_any()).await?.iter().filter_map(dead).collect())
}

fn dead(api: &APIService) -> Option<DeadApi> {
    api.spec.as_ref()?.service.as_ref()?;
    let conditions = api.status.as_ref()?.conditions.as_ref()?;
    let unavailable = conditions.iter().find(|one| one.type_ == "Available" && one.status == "False")?;
    let reason = unavailable.message.clone().or_else(|| unavailable.reason.clone()).unwrap_or_default();
    Some(DeadApi { name: api.name_any(), reason })
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::*;

    #[test]
    fn apis_of_the_api_server_itself_are_never_dead() {
        let api = |service, status| {
            let conditions = json!([{ "type": "Available", "status": status, "reason": "MissingEndpoints" }]);
            let metadata = json!({ "name": "v1beta1.metrics.k8s.io" });
            let spec = json!({ "service": service, "groupPriorityMinimum": 100, "versionPriority": 100 });
            from_value(json!({ "metadata": metadata, "spec": spec, "status": { "conditions": conditions } })).unwrap()
        };
        let service = || json!({ "name": "metrics-server", "namespace": "kube-system" });
        let found = dead(&api(service(), "False")).unwrap();
        assert_eq!((found.name.as_str(), found.reason.as_str()), ("v1beta1.metrics.k8s.io", "MissingEndpoints"));
        assert_eq!(dead(&api(service(), "True")), None);
        assert_eq!(dead(&api(json!(null), "False")), None);
    }
}
