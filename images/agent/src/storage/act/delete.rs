//! Removes volumes: first the data, then the object, which our finalizer keeps until then.

use k8s_openapi::serde_json::json;
use kube::api::{DeleteParams, Patch, Preconditions};

use super::events::Reason;
use super::hands::Hands;
use super::{ask, patch};
use crate::error::Error;
use crate::log;
use crate::storage::error::StorageError;
use crate::storage::folders::ROOT;
use crate::storage::names::FINALIZER;
use crate::storage::objects::Volume;

impl Hands {
    pub(super) async fn delete(&self, volume: &Volume) -> Result<(), StorageError> {
        let expected = self.folders.path(&volume.name)?;
        // The object may have been changed, or made by hand: what it points to is not for us to remove then.
        if volume.path != expected.to_string_lossy() {
            let (name, path) = (volume.name.clone(), volume.path.clone());
            return Err(StorageError::Path { name, path, expected });
        }
        let (folders, name) = (self.folders.clone(), volume.name.clone());
        let removal = tokio::task::spawn_blocking(move || folders.remove(&name)).await;
        removal.map_err(|error| Error::Runtime(error.into()))??;
        self.delete_object(volume).await
    }

    /// The data went with its node, or stays on a disk that is no longer the cluster's.
    pub(super) async fn abandon(&self, volume: &Volume) -> Result<(), StorageError> {
        let note = format!(
            "node {} is gone, so the data can't be removed: only the object is; the folder was {ROOT}/{}",
            volume.node, volume.name
        );
        self.events.volume(volume, Reason::VolumeFailedDelete, note).await;
        self.delete_object(volume).await
    }

    async fn delete_object(&self, volume: &Volume) -> Result<(), StorageError> {
        // Not another one that got its name meanwhile.
        let same = Preconditions { uid: Some(volume.uid.clone()), resource_version: None };
        let parameters = DeleteParams { preconditions: Some(same), ..DeleteParams::default() };
        let action = format!("delete the object of volume `{}`", volume.name);
        gone_is_fine(ask(action, self.volumes().delete(&volume.name, &parameters)).await)?;
        if volume.is_guarded {
            self.guard(volume, false).await?;
        }
        log::line(&format!("PersistentVolume {}: deleted", volume.name));
        Ok(())
    }

    pub(super) async fn guard(&self, volume: &Volume, keep: bool) -> Result<(), StorageError> {
        // A strategic merge patch adds or removes one finalizer, whichever others come and go.
        let change = if keep {
            json!({ "metadata": { "uid": volume.uid, "finalizers": [FINALIZER] } })
        } else {
            json!({ "metadata": { "uid": volume.uid, "$deleteFromPrimitiveList/finalizers": [FINALIZER] } })
        };
        let action = format!("change the finalizers of volume `{}`", volume.name);
        gone_is_fine(patch(action, self.volumes(), &volume.name, Patch::Strategic(change)).await)
    }
}

fn gone_is_fine<T>(answer: Result<T, StorageError>) -> Result<(), StorageError> {
    match answer {
        Err(StorageError::Api { source, .. }) if matches!(&*source, kube::Error::Api(status) if status.is_not_found()) => {
            Ok(())
        }
        other => other.map(drop),
    }
}
