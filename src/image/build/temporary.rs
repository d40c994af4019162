//! A container that builds need for a while, removed whichever way its scope is left.

use std::sync::Arc;

use crate::engine::{ContainerSpec, Engine, Result};

/// Label of such containers; its value is the image that they are for.
pub const LABEL: &str = "devcluster.build";

/// A container that exists until `remove`, or until it is dropped.
pub struct TemporaryContainer {
    engine: Arc<dyn Engine>,
    name: String,
    removed: bool,
}

impl TemporaryContainer {
    /// Creates a container with a name of its own; the name and label of `spec` are set here.
    pub async fn create(engine: &Arc<dyn Engine>, image: &str, mut spec: ContainerSpec) -> Result<Self> {
        let suffix = format!("{:08x}", std::process::id() ^ counter());
        spec.name = format!("devcluster-build-{image}-{suffix}");
        spec.labels.insert(LABEL.to_owned(), image.to_owned());
        // Made before the call, so that a call that is cut off half-way leaves nothing.
        let container = Self { engine: Arc::clone(engine), name: spec.name.clone(), removed: false };
        engine.create_container(&spec).await?;
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

/// A number that no other call in this process, and hardly one in another, has got.
fn counter() -> u32 {
    use std::sync::atomic::{AtomicU32, Ordering};
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    now.subsec_nanos().wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed))
}
