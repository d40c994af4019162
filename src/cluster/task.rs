//! A program that runs once in a cluster: a Job, what its container said last, and its removal.

use std::time::Duration;

use k8s_openapi::api::core::v1::Pod;
use kube::api::{DeleteParams, DynamicObject, ListParams, PostParams};
use kube::{Api, ResourceExt};
use serde_json::Value;
use tokio::time::Instant;

use super::workload::{Workload, WorkloadError, wait_for_rollout};
use super::{ClusterError, Kube, api_reason};
use crate::fault::{Fault, Kind};

const INTERVAL: Duration = Duration::from_millis(100);
const REMOVAL: Duration = Duration::from_secs(30);

/// A Job by a name that nobody else has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    pub namespace: String,
    pub name: String,
}

/// A task that has no result.
#[derive(Debug, thiserror::Error)]
pub enum TaskError {
    #[error("job `{name}` can't be made: {reason}")]
    Refused { name: String, reason: String },
    #[error("job `{name}` ended without a word")]
    Silent { name: String },
    #[error("job `{name}` in namespace `{namespace}` can't be removed: {reason}")]
    Stays { name: String, namespace: String, reason: String },
    #[error("the API server failed: {reason}")]
    Server { reason: String },
    #[error(transparent)]
    Workload(#[from] WorkloadError),
}

impl Fault for TaskError {
    fn kind(&self) -> Kind {
        match self {
            Self::Refused { .. } => Kind::User,
            Self::Silent { .. } | Self::Stays { .. } | Self::Server { .. } => Kind::Cluster,
            Self::Workload(error) => error.kind(),
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::Stays { name, namespace, .. } => {
                Some(format!("remove it with `devcluster kubectl -- delete job {name} -n {namespace}`"))
            }
            Self::Refused { .. } | Self::Silent { .. } | Self::Server { .. } | Self::Workload(_) => None,
        }
    }

    fn output(&self) -> Option<&str> {
        match self {
            Self::Workload(error) => error.output(),
            _ => None,
        }
    }
}

impl Task {
    /// One whose name begins with `what`.
    pub fn new(namespace: &str, what: &str) -> Result<Self, ClusterError> {
        let mut bytes = [0; 4];
        getrandom::fill(&mut bytes).map_err(ClusterError::Randomness)?;
        Ok(Self { namespace: namespace.to_owned(), name: format!("{what}-{}", hex::encode(bytes)) })
    }

    fn workload(&self) -> Workload {
        Workload { kind: "Job".to_owned(), namespace: self.namespace.clone(), name: self.name.clone() }
    }

    fn api(&self, kube: &Kube) -> Api<DynamicObject> {
        self.workload().api(&kube.client)
    }
}

/// Makes the Job and waits for its end; what its pod left as termination message.
pub async fn run_task(kube: &Kube, task: &Task, job: &Value, timeout: Duration) -> Result<String, TaskError> {
    let refused = |reason: String| TaskError::Refused { name: task.name.clone(), reason };
    let object: DynamicObject = serde_json::from_value(job.clone()).map_err(|error| refused(error.to_string()))?;
    let created = task.api(kube).create(&PostParams::default(), &object).await;
    created.map_err(|error| refused(api_reason(error)))?;
    wait_for_rollout(kube, &task.workload(), timeout, Duration::ZERO, |_| ()).await?;
    let pods: Api<Pod> = Api::namespaced(kube.client.clone(), &task.namespace);
    let of_job = ListParams::default().labels(&format!("batch.kubernetes.io/job-name={}", task.name));
    let pods = pods.list(&of_job).await.map_err(server)?;
    pods.iter().find_map(last_words).ok_or_else(|| TaskError::Silent { name: task.name.clone() })
}

fn last_words(pod: &Pod) -> Option<String> {
    let containers = pod.status.as_ref()?.container_statuses.as_ref()?;
    let ends = containers.iter().filter_map(|container| container.state.as_ref()?.terminated.as_ref());
    ends.filter_map(|end| end.message.clone()).find(|message| !message.is_empty())
}

/// Removes the Job with its pods, and waits until they are gone; one that is not there is none to remove.
pub async fn remove_task(kube: &Kube, task: &Task) -> Result<(), TaskError> {
    let api = task.api(kube);
    let stays =
        |reason: String| TaskError::Stays { name: task.name.clone(), namespace: task.namespace.clone(), reason };
    match api.delete(&task.name, &DeleteParams::foreground()).await {
        Ok(_) => {}
        Err(kube::Error::Api(status)) if status.code == 404 => return Ok(()),
        Err(error) => return Err(stays(api_reason(error))),
    }
    let deadline = Instant::now() + REMOVAL;
    while let Some(job) = api.get_opt(&task.name).await.map_err(|error| stays(api_reason(error)))? {
        if Instant::now() > deadline {
            return Err(stays(format!("it still waits for {}", job.finalizers().join(", "))));
        }
        tokio::time::sleep(INTERVAL).await;
    }
    Ok(())
}

fn server(error: kube::Error) -> TaskError {
    TaskError::Server { reason: api_reason(error) }
}
