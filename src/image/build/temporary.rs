//! Containers that builds need for a while.

use sha2::{Digest, Sha256};

use super::Builder;
use crate::engine::{ContainerSpec, Result, TemporaryContainer};
use crate::image::catalogue::Folder;

/// Creates a container for a folder that is locked. One that a killed process has left is removed first: the name is the
/// same, and no label tells them, since what is committed of a container has its labels too.
pub async fn create(builder: &Builder, folder: &Folder, spec: ContainerSpec) -> Result<TemporaryContainer> {
    let identity = hex::encode(Sha256::digest(builder.store.identity(folder)));
    let name = format!("devcluster-build-{}-{}", folder.name, &identity[..8]);
    builder.engine.remove_container(&name).await?;
    TemporaryContainer::create(&builder.engine, &ContainerSpec { name, ..spec }).await
}
