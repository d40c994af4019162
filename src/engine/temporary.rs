//! A container that is needed for a while, removed whichever way its scope is left.

use std::sync::Arc;

use super::{ContainerSpec, Engine, Result};

/// A container that exists until `remove`, or until it is dropped.
pub struct TemporaryContainer {
    engine: Arc<dyn Engine>,
    name: String,
    removed: bool,
}

impl TemporaryContainer {
    /// Creates it.
    pub async fn create(engine: &Arc<dyn Engine>, spec: &ContainerSpec) -> Result<Self> {
        // Made before the call, so that a call that is cut off half-way leaves nothing.
        let container = Self { engine: Arc::clone(engine), name: spec.name.clone(), removed: false };
        engine.create_container(spec).await?;
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
                    tracing::warn!(%name, %error, "a container that was needed for a while is left");
                }
            });
        }
    }
}
