//! Makes a volume: first its folder, then its object. What comes between the two is made good by the next attempt.

use kube::api::PostParams;

use super::ask;
use super::events::Reason;
use super::hands::Hands;
use super::volume_object::volume_object;
use crate::quantity;
use crate::storage::error::StorageError;
use crate::storage::objects::{Claim, Class, Volume};

impl Hands {
    pub(super) async fn provision(&self, claim: &Claim, class: &Class) -> Result<(), StorageError> {
        let name = claim.volume_name();
        let path = self.folders.make(&name)?;
        let object = volume_object(claim, class, &self.node, &path);
        let action = format!("create the object of volume `{name}`");
        match ask(action, self.volumes().create(&PostParams::default(), &object)).await {
            Ok(_) => {}
            Err(StorageError::Api { source: error, .. }) if is_already_there(&error) => return self.adopt(&name).await,
            Err(error) => return Err(error),
        }
        let note = format!("made volume {name} on node {}", self.node);
        self.events.claim(claim, Reason::ProvisioningSucceeded, note).await;
        if let Some(note) = self.space_warning(claim) {
            self.events.claim(claim, Reason::DiskSpaceLow, note).await;
        }
        Ok(())
    }

    /// The object is there: made by an attempt that was cut short, or by another node that had the same idea.
    async fn adopt(&self, name: &str) -> Result<(), StorageError> {
        let there = ask(format!("read the object of volume `{name}`"), self.volumes().get(name)).await?;
        match Volume::see(&there) {
            Some(volume) if volume.node == self.node => Ok(()),
            other => {
                self.folders.remove_empty(name)?;
                let node = other.map_or_else(|| "none of ours".to_owned(), |volume| volume.node);
                Err(StorageError::Elsewhere { name: name.to_owned(), node })
            }
        }
    }

    /// Sizes are not enforced, and charts ask for more than they use: that the disk is smaller is said, not refused.
    fn space_warning(&self, claim: &Claim) -> Option<String> {
        let (free, requested) = (self.folders.free()?, quantity::parse(&claim.requested)?);
        (requested > free).then(|| {
            format!(
                "the disk of node {} has {} MiB free, less than the {} asked for; sizes are recorded, not enforced",
                self.node,
                free >> 20,
                claim.requested
            )
        })
    }
}

fn is_already_there(error: &kube::Error) -> bool {
    matches!(error, kube::Error::Api(status) if status.is_already_exists())
}
