//! What can go wrong with a load test.

use crate::cluster::{ClusterError, ServiceError, TaskError};
use crate::fault::{Fault, Kind};
use crate::image::ImageError;
use crate::image::transfer::TransferError;

/// A load test that can't be made, or has no result.
#[derive(Debug, thiserror::Error)]
pub enum LoadTestError {
    #[error("service `{service}` has no port `{port}`; it has {}", known.join(", "))]
    NoSuchPort { service: String, namespace: String, port: String, known: Vec<String> },
    #[error("`{path}` can't be asked for: {reason}")]
    Path { path: String, reason: String },
    #[error("the load generator said nothing that can be read: `{text}`")]
    Unreadable {
        text: String,
        #[source]
        source: serde_json::Error,
    },
    #[error("interrupted")]
    Interrupted,
    #[error(transparent)]
    Service(#[from] ServiceError),
    #[error(transparent)]
    Task(Box<TaskError>),
    #[error(transparent)]
    Image(#[from] ImageError),
    #[error(transparent)]
    Transfer(#[from] TransferError),
    #[error(transparent)]
    Cluster(#[from] ClusterError),
}

impl From<TaskError> for LoadTestError {
    fn from(error: TaskError) -> Self {
        Self::Task(Box::new(error))
    }
}

impl LoadTestError {
    /// The error of the part that failed; `None` where it is ours.
    fn part(&self) -> Option<&dyn Fault> {
        match self {
            Self::Service(error) => Some(error),
            Self::Task(error) => Some(error.as_ref()),
            Self::Image(error) => Some(error),
            Self::Transfer(error) => Some(error),
            Self::Cluster(error) => Some(error),
            Self::NoSuchPort { .. } | Self::Path { .. } | Self::Unreadable { .. } | Self::Interrupted => None,
        }
    }
}

impl Fault for LoadTestError {
    fn kind(&self) -> Kind {
        match self {
            Self::Interrupted => Kind::Interrupted,
            Self::Unreadable { .. } => Kind::Internal,
            other => other.part().map_or(Kind::User, Fault::kind),
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::NoSuchPort { service, namespace, .. } => {
                Some(format!("see its ports with `devcluster service {service} -n {namespace}`"))
            }
            Self::Path { .. } => Some("write it as it stands in an URL: `--path '/search?q=a%20b'`".to_owned()),
            other => other.part().and_then(Fault::hint),
        }
    }

    fn output(&self) -> Option<&str> {
        self.part().and_then(Fault::output)
    }
}
