//! A container that builds need for a while, removed whichever way its scope is left.

use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::Builder;
use crate::engine::{ContainerSpec, Engine, Result};
use crate::image::catalogue::Folder;

/// A container that exists until `remove`, or until it is dropped.
pub struct TemporaryContainer {
    engine: Arc<dyn Engine>,
    name: String,
    removed: bool,
}

impl TemporaryContainer {
    /// Creates a container for a folder that is locked. One that a killed process has left is removed first: the
    /// name is the same, and no label tells them, since what is committed of a container has its labels too.
    pub async fn create(builder: &Builder, folder: &Folder, spec: ContainerSpec) -> Result<Self> {
        let identity = hex::encode(Sha256::digest(builder.store.identity(folder)));
        let name = format!("devcluster-build-{}-{}", folder.name, &identity[..8]);
        builder.engine.remove_container(&name).await?;
        // Made before the call, so that a call that is cut off half-way leaves nothing.
        let container = Self { engine: Arc::clone(&builder.engine), name: name.clone(), removed: false };
        builder.engine.create_container(&ContainerSpec { name, ..spec }).await?;
        Ok(container)
    }

    /// The container's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Removes it and says if that failed.
    pub async fn remove(mut self) -> Result<()> {
        self.removed = true;
        self.engine.remove_container(&self.name).await
    }
}

impl Drop for TemporaryContainer {
    fn drop(&mut self) {
        if self.removed {
            return;
        }
        let (engine, name) = (Arc::clone(&self.engine), std::mem::take(&mut self.name));
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                if let Err(error) = engine.remove_container(&name).await {
                    tracing::warn!(%name, %error, "a container of an unfinished build is left");
                }
            });
        }
    }
}
