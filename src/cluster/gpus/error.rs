//! What can go wrong with a node's GPUs.

use crate::cluster::ClusterError;
use crate::engine::EngineError;
use crate::fault::{Fault, Kind};

/// Something asked of GPUs that could not be done.
#[derive(Debug, thiserror::Error)]
pub enum GpuError {
    #[error(transparent)]
    Cluster(#[from] ClusterError),
    #[error("node `{node}` has no GPUs")]
    None { node: String },
    #[error("node `{node}` has no GPU `{id}`")]
    Unknown { node: String, id: String },
    #[error("node `{node}` does not tell of its GPUs: {said}")]
    Silent { node: String, said: String },
}

impl From<EngineError> for GpuError {
    fn from(error: EngineError) -> Self {
        Self::Cluster(error.into())
    }
}

impl Fault for GpuError {
    fn kind(&self) -> Kind {
        match self {
            Self::Cluster(error) => error.kind(),
            Self::None { .. } | Self::Unknown { .. } => Kind::User,
            Self::Silent { .. } => Kind::Cluster,
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::Cluster(error) => error.hint(),
            Self::None { .. } => Some("add a node that has some with `devcluster node add --gpus 2`".to_owned()),
            Self::Unknown { .. } => Some("see them all with `devcluster gpu list`".to_owned()),
            Self::Silent { node, .. } => {
                Some(format!("see what it says with `devcluster node shell {node}` and `cat /var/log/gpu.log`"))
            }
        }
    }
}
