//! The pods of an app, found by the name that a person knows it by.

use k8s_openapi::api::apps::v1::{DaemonSet, Deployment, StatefulSet};
use k8s_openapi::api::core::v1::Pod;
use kube::api::ListParams;
use kube::{Api, Client, ResourceExt};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::pod_trouble::is_leaving;
use crate::cluster::applyset::app_selector;
use crate::cluster::{ApplyError, ApplySet, Kube, api_reason};
use crate::fault::{Fault, Kind};

/// Labels that carry an app's name.
const APP_LABELS: [&str; 2] = ["app", "app.kubernetes.io/name"];

/// The pods of an app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppPods {
    /// Label selector of all of them; `None` where a single pod was named.
    pub selector: Option<String>,
    /// Name of the one to talk to: ready, and the youngest.
    pub best: String,
}

/// An app that can't be found.
#[derive(Debug, thiserror::Error)]
pub enum PodsError {
    #[error("there is no app `{name}` in namespace `{namespace}`{}", there_is(.existing))]
    NotThere { name: String, namespace: String, existing: Vec<String> },
    #[error("app `{name}` has no pods now")]
    NoPods { name: String, namespace: String },
    #[error("the API server failed: {reason}")]
    Server { reason: String },
}

fn there_is(existing: &[String]) -> String {
    if existing.is_empty() { String::new() } else { format!("; there is {}", existing.join(", ")) }
}

impl Fault for PodsError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotThere { .. } | Self::NoPods { .. } => Kind::User,
            Self::Server { .. } => Kind::Cluster,
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::NotThere { .. } => Some("name a Deployment, the value of an `app` label, or a pod: `devcluster kubectl -- get pods -A --show-labels`".to_owned()),
            Self::NoPods { namespace, .. } => Some(format!("see why with `devcluster kubectl -- get deployments,pods -n {namespace}`")),
            Self::Server { .. } => None,
        }
    }
}

/// Finds an app's pods: those of the Deployment, StatefulSet or DaemonSet of that name, else those of all workloads of
/// the app that was brought up under it, else those whose label `app` is the name, else the pod of that name.
pub async fn find_app_pods(kube: &Kube, namespace: &str, name: &str) -> Result<AppPods, PodsError> {
    let client = &kube.client;
    let pods: Api<Pod> = Api::namespaced(client.clone(), namespace);
    let no_pods = || PodsError::NoPods { name: name.to_owned(), namespace: namespace.to_owned() };
    if let Some(selector) = workload_selector(client, namespace, name).await? {
        let best = best(&pods, &selector).await?.ok_or_else(no_pods)?;
        return Ok(AppPods { selector: Some(selector), best });
    }
    let set = ApplySet::of_app(name, namespace);
    if let Some(selector) = app_selector(kube, &set).await? {
        let best = best(&pods, &selector).await?.ok_or_else(no_pods)?;
        return Ok(AppPods { selector: Some(selector), best });
    }
    // A label's value has its own rules; a name that breaks them is no label's value.
    for label in APP_LABELS.iter().filter(|_| is_label_value(name)) {
        let selector = format!("{label}={name}");
        if let Some(best) = best(&pods, &selector).await? {
            return Ok(AppPods { selector: Some(selector), best });
        }
    }
    match pods.get_opt(name).await.map_err(server)? {
        Some(_) => Ok(AppPods { selector: None, best: name.to_owned() }),
        None => {
            let deployments: Api<Deployment> = Api::namespaced(client.clone(), namespace);
            let deployments = deployments.list(&ListParams::default()).await.map_err(server)?;
            let existing = deployments.iter().map(ResourceExt::name_any).collect();
            Err(PodsError::NotThere { name: name.to_owned(), namespace: namespace.to_owned(), existing })
        }
    }
}

fn is_label_value(name: &str) -> bool {
    name.len() <= 63 && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
}

async fn workload_selector(client: &Client, namespace: &str, name: &str) -> Result<Option<String>, PodsError> {
    let (deployment, stateful_set, daemon_set) = tokio::try_join!(
        selector_of::<Deployment>(client, namespace, name),
        selector_of::<StatefulSet>(client, namespace, name),
        selector_of::<DaemonSet>(client, namespace, name),
    )?;
    Ok(deployment.or(stateful_set).or(daemon_set))
}

async fn selector_of<K>(client: &Client, namespace: &str, name: &str) -> Result<Option<String>, PodsError>
where
    K: kube::Resource<Scope = kube::core::NamespaceResourceScope, DynamicType = ()>
        + Clone
        + std::fmt::Debug
        + DeserializeOwned
        + Serialize,
{
    let api: Api<K> = Api::namespaced(client.clone(), namespace);
    let found = api.get_opt(name).await.map_err(server)?;
    Ok(found.and_then(|object| super::wait::selector(&serde_json::to_value(object).ok()?)))
}

impl From<ApplyError> for PodsError {
    fn from(error: ApplyError) -> Self {
        Self::Server { reason: error.to_string() }
    }
}

async fn best(pods: &Api<Pod>, selector: &str) -> Result<Option<String>, PodsError> {
    Ok(best_of(pods, selector).await?.map(|pod| pod.name_any()))
}

/// The pod to talk to among those with a label: ready, and the youngest.
pub(super) async fn best_of(pods: &Api<Pod>, selector: &str) -> Result<Option<Pod>, PodsError> {
    let found = pods.list(&ListParams::default().labels(selector)).await.map_err(server)?;
    let staying = found.items.into_iter().filter(|pod| !is_leaving(pod));
    Ok(staying.max_by_key(|pod| {
        (super::pod_report::is_ready(pod), pod.metadata.creation_timestamp.clone().map(|time| time.0))
    }))
}

fn server(error: kube::Error) -> PodsError {
    PodsError::Server { reason: api_reason(error) }
}
