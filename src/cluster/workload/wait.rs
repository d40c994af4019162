//! Waiting until workloads run as their manifests say, and telling why when they don't.

use std::time::Duration;

use k8s_openapi::api::apps::v1::ReplicaSet;
use k8s_openapi::api::core::v1::Pod;
use kube::api::{ApiResource, DynamicObject, GroupVersionKind, ListParams};
use kube::{Api, Client, ResourceExt};
use serde_json::Value;
use tokio::time::Instant;

use super::pod_report::report;
use super::pod_trouble::{self, Cause, Trouble};
use super::rollout::{Progress, progress};
use crate::cluster::{Applied, Kube, api_reason};
use crate::fault::{Fault, Kind};

const INTERVAL: Duration = Duration::from_millis(100);
/// Pods are looked at less often than the workload itself: it is only to give up early.
const LOOKS_PER_POD_CHECK: u32 = 5;

/// A workload that is waited for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Workload {
    /// `Deployment`, `StatefulSet`, `DaemonSet`, `Job` or `Pod`.
    pub kind: String,
    pub namespace: String,
    pub name: String,
}

impl Workload {
    /// The workload that an applied object is, if it is one.
    pub fn of(applied: &Applied) -> Option<Self> {
        let is_workload = matches!(
            (applied.group.as_str(), applied.kind.as_str()),
            ("apps", "Deployment" | "StatefulSet" | "DaemonSet") | ("batch", "Job") | ("", "Pod")
        );
        let namespace = applied.namespace.clone().filter(|_| is_workload && applied.outcome.is_applied())?;
        Some(Self { kind: applied.kind.clone(), namespace, name: applied.name.clone() })
    }

    pub(in crate::cluster) fn api(&self, client: &Client) -> Api<DynamicObject> {
        let (group, version) = match self.kind.as_str() {
            "Pod" => ("", "v1"),
            "Job" => ("batch", "v1"),
            _ => ("apps", "v1"),
        };
        let resource = ApiResource::from_gvk(&GroupVersionKind::gvk(group, version, &self.kind));
        Api::namespaced_with(client.clone(), &self.namespace, &resource)
    }

    /// ``deployment `app` ``.
    pub fn title(&self) -> String {
        format!("{} `{}`", self.kind.to_lowercase(), self.name)
    }
}

/// A workload that does not run as its manifest says.
#[derive(Debug, thiserror::Error)]
pub enum WorkloadError {
    #[error("{workload} did not become ready within {seconds} s: {last}")]
    TimedOut { workload: String, namespace: String, seconds: u64, last: String, report: String },
    #[error("{workload} can't become ready: {reason}")]
    Failed { workload: String, namespace: String, reason: String, report: String },
    #[error("{workload} can't become ready: container `{}` of pod `{}` is in {}", .trouble.container, .trouble.pod, .trouble.reason)]
    Hopeless { workload: String, namespace: String, trouble: Trouble, report: String },
    #[error("{workload} is gone")]
    Gone { workload: String },
    #[error("the API server failed: {reason}")]
    Server { reason: String },
}

impl Fault for WorkloadError {
    fn kind(&self) -> Kind {
        match self {
            Self::TimedOut { .. } | Self::Failed { .. } | Self::Hopeless { .. } | Self::Gone { .. } => Kind::User,
            Self::Server { .. } => Kind::Cluster,
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::Hopeless { trouble, namespace, .. } => Some(match trouble.cause {
                Cause::Image if trouble.image.contains('@') => format!(
                    "see whether the cluster may pull it: its registry's password is a Secret (`kubectl create secret docker-registry`) that the manifest names in `imagePullSecrets`; see the pod with `devcluster kubectl -- describe pod {} -n {namespace}`",
                    trouble.pod
                ),
                Cause::Image => format!(
                    "bring the image to the nodes with `devcluster image load {0}`; with a tag such as `latest` also set `imagePullPolicy: IfNotPresent`",
                    trouble.image
                ),
                Cause::Crash => format!("see all of its output with `devcluster logs {} -n {namespace}`", trouble.pod),
                Cause::Configuration => format!(
                    "see what is missing with `devcluster kubectl -- describe pod {} -n {namespace}`",
                    trouble.pod
                ),
            }),
            Self::TimedOut { namespace, .. } | Self::Failed { namespace, .. } => Some(format!(
                "see its pods with `devcluster kubectl -- describe pods -n {namespace}`, or give it longer with `--timeout 300`"
            )),
            Self::Gone { .. } | Self::Server { .. } => {
                Some("see what there is with `devcluster kubectl -- get all -A`".to_owned())
            }
        }
    }

    fn output(&self) -> Option<&str> {
        match self {
            Self::TimedOut { report, .. } | Self::Failed { report, .. } | Self::Hopeless { report, .. } => Some(report),
            Self::Gone { .. } | Self::Server { .. } => None,
        }
    }
}

/// Waits until a workload runs as its manifest says, and goes on to do so for `settle`. `seen` is told each new state.
pub async fn wait_for_rollout(
    kube: &Kube,
    workload: &Workload,
    timeout: Duration,
    settle: Duration,
    seen: impl Fn(&str),
) -> Result<(), WorkloadError> {
    let api = workload.api(&kube.client);
    let deadline = Instant::now() + timeout;
    let mut last = String::new();
    let mut done_since: Option<Instant> = None;
    for look in 1.. {
        let object = api.get_opt(&workload.name).await.map_err(server)?;
        let object = object.ok_or_else(|| WorkloadError::Gone { workload: workload.title() })?;
        let object =
            serde_json::to_value(object).map_err(|error| WorkloadError::Server { reason: error.to_string() })?;
        match progress(&workload.kind, &object) {
            Progress::Done => {
                let since = *done_since.get_or_insert_with(Instant::now);
                if since.elapsed() >= settle {
                    return Ok(());
                }
            }
            Progress::Failed(reason) => {
                let report = report(&kube.client, &newest_pods(&kube.client, workload, &object).await?).await;
                return Err(WorkloadError::Failed {
                    workload: workload.title(),
                    namespace: workload.namespace.clone(),
                    reason,
                    report,
                });
            }
            Progress::Waiting(state) => {
                done_since = None;
                if state != last {
                    seen(&state);
                    last = state;
                }
            }
        }
        let is_late = Instant::now() > deadline;
        if is_late || look % LOOKS_PER_POD_CHECK == 0 {
            give_up_early(kube, workload, &object, is_late.then_some((timeout, &last))).await?;
        }
        tokio::time::sleep(INTERVAL).await;
    }
    Ok(())
}

/// Fails where a pod can't start, or where the time has run out.
async fn give_up_early(
    kube: &Kube,
    workload: &Workload,
    object: &Value,
    late: Option<(Duration, &String)>,
) -> Result<(), WorkloadError> {
    let pods = newest_pods(&kube.client, workload, object).await?;
    let (title, namespace) = (workload.title(), workload.namespace.clone());
    if let Some(trouble) = pods.iter().find_map(pod_trouble::hopeless) {
        return Err(WorkloadError::Hopeless {
            workload: title,
            namespace,
            trouble,
            report: report(&kube.client, &pods).await,
        });
    }
    match late {
        Some((timeout, last)) => Err(WorkloadError::TimedOut {
            workload: title,
            namespace,
            seconds: timeout.as_secs(),
            last: last.clone(),
            report: report(&kube.client, &pods).await,
        }),
        None => Ok(()),
    }
}

/// The pods that the workload's present template made; those of an earlier one say nothing of this rollout.
async fn newest_pods(client: &Client, workload: &Workload, object: &Value) -> Result<Vec<Pod>, WorkloadError> {
    let pods: Api<Pod> = Api::namespaced(client.clone(), &workload.namespace);
    if workload.kind == "Pod" {
        return Ok(pods.get_opt(&workload.name).await.map_err(server)?.into_iter().collect());
    }
    let Some(mut selector) = selector(object) else { return Ok(Vec::new()) };
    if let Some(revision) = newest_revision(client, workload, object, &selector).await? {
        selector = format!("{selector},{revision}");
    }
    let found = pods.list(&ListParams::default().labels(&selector)).await.map_err(server)?;
    Ok(found.into_iter().filter(|pod| !pod_trouble::is_leaving(pod)).collect())
}

/// Label selector of a workload's pods; `None` where it has none.
pub(super) fn selector(object: &Value) -> Option<String> {
    let labels = object.pointer("/spec/selector/matchLabels")?.as_object()?;
    let pairs: Vec<_> = labels.iter().filter_map(|(key, value)| Some(format!("{key}={}", value.as_str()?))).collect();
    (!pairs.is_empty()).then(|| pairs.join(","))
}

/// The label that tells pods of the present template apart.
async fn newest_revision(
    client: &Client,
    workload: &Workload,
    object: &Value,
    selector: &str,
) -> Result<Option<String>, WorkloadError> {
    const REVISION: &str = "deployment.kubernetes.io/revision";
    const HASH: &str = "pod-template-hash";
    match workload.kind.as_str() {
        "StatefulSet" => {
            let revision = object.pointer("/status/updateRevision").and_then(Value::as_str);
            Ok(revision.map(|revision| format!("controller-revision-hash={revision}")))
        }
        "Deployment" => {
            let revision =
                object.pointer("/metadata/annotations").and_then(|all| all.get(REVISION)).and_then(Value::as_str);
            let sets: Api<ReplicaSet> = Api::namespaced(client.clone(), &workload.namespace);
            let sets = sets.list(&ListParams::default().labels(selector)).await.map_err(server)?;
            let newest = sets.iter().find(|set| set.annotations().get(REVISION).map(String::as_str) == revision);
            Ok(newest.and_then(|set| set.labels().get(HASH)).map(|hash| format!("{HASH}={hash}")))
        }
        _ => Ok(None),
    }
}

fn server(error: kube::Error) -> WorkloadError {
    WorkloadError::Server { reason: api_reason(error) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::shown;

    fn hopeless(cause: Cause, reason: &str) -> String {
        let trouble = Trouble {
            pod: "app-1".into(),
            container: "app".into(),
            image: "app:v1".into(),
            cause,
            reason: reason.into(),
        };
        let report = "pod app-1: Pending\n  container app: waiting".to_owned();
        shown(&WorkloadError::Hopeless {
            workload: "deployment `app`".into(),
            namespace: "default".into(),
            trouble,
            report,
        })
    }

    #[test]
    fn errors_show_the_pods_and_what_to_try() {
        insta::assert_snapshot!(hopeless(Cause::Image, "ImagePullBackOff"), @r"
        error: deployment `app` can't become ready: container `app` of pod `app-1` is in ImagePullBackOff
        pod app-1: Pending
          container app: waiting
        hint: bring the image to the nodes with `devcluster image load app:v1`; with a tag such as `latest` also set `imagePullPolicy: IfNotPresent`
        ");
        insta::assert_snapshot!(hopeless(Cause::Crash, "CrashLoopBackOff"), @r"
        error: deployment `app` can't become ready: container `app` of pod `app-1` is in CrashLoopBackOff
        pod app-1: Pending
          container app: waiting
        hint: see all of its output with `devcluster logs app-1 -n default`
        ");
    }
}
