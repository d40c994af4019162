//! Grants a claim more space. A folder has no size, so all of it is to record the new one.

use k8s_openapi::serde_json::json;
use kube::api::{Patch, PatchParams};

use super::events::Reason;
use super::hands::Hands;
use super::{ask, patch};
use crate::storage::error::StorageError;
use crate::storage::objects::Claim;

impl Hands {
    pub(super) async fn grow(&self, claim: &Claim, volume: &str) -> Result<(), StorageError> {
        let capacity = json!({ "capacity": { "storage": claim.requested } });
        let action = format!("record the size of volume `{volume}`");
        patch(action, self.volumes(), volume, Patch::Merge(json!({ "spec": capacity }))).await?;

        let action = format!("record the size of claim {claim}");
        let (claims, change) = (self.claims(claim), Patch::Merge(json!({ "status": capacity })));
        ask(action, claims.patch_status(&claim.name, &PatchParams::default(), &change)).await?;
        let note = format!("volume {volume} has {} now", claim.requested);
        self.events.claim(claim, Reason::VolumeResizeSuccessful, note).await;
        Ok(())
    }
}
