//! This machine as work for the page finds it.

use std::path::PathBuf;
use std::sync::Arc;

use super::failure::Failure;
use crate::app::{Destination, Target, Tools};
use crate::cluster::{ClusterError, ClusterState};

/// What all requests share.
pub struct Host {
    pub tools: Tools,
    pub cluster: String,
    /// Folder of the app that may be brought up.
    pub app: Option<PathBuf>,
    /// Has the commands of a hint name the cluster.
    pub in_hint: Arc<dyn Fn(&str) -> String + Send + Sync>,
}

impl Host {
    /// The cluster as it is now: nodes come and go while the page is open.
    pub async fn target(&self) -> Result<Target, Failure> {
        Ok(Target::find(self.tools.engine.as_ref(), &self.destination(), false).await?)
    }

    pub fn destination(&self) -> Destination {
        Destination::Cluster(self.cluster.clone())
    }

    /// What the engine has of the cluster.
    pub fn state<'a>(&self, target: &'a Target) -> Result<&'a ClusterState, Failure> {
        target.state().ok_or_else(|| ClusterError::NotThere { name: self.cluster.clone() }.into())
    }
}
