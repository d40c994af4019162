//! Carries out one thing that is to be done, and says an Event where that fails.

use k8s_openapi::api::core::v1::{PersistentVolume, PersistentVolumeClaim};
use k8s_openapi::serde_json::json;
use kube::api::Patch;
use kube::{Api, Client};

use super::events::{Events, Reason};
use super::patch;
use crate::log;
use crate::storage::error::StorageError;
use crate::storage::folders::Folders;
use crate::storage::names::SELECTED_NODE;
use crate::storage::objects::Claim;
use crate::storage::plan::Todo;

/// What work is done with.
pub struct Hands {
    pub client: Client,
    pub events: Events,
    pub folders: Folders,
    /// The node's own name.
    pub node: String,
}

impl Hands {
    pub fn new(client: Client, folders: Folders, node: &str) -> Self {
        Self { events: Events::new(client.clone(), node), client, folders, node: node.to_owned() }
    }

    /// Gives it back, with whether it is done.
    pub async fn carry_out(&self, todo: Todo) -> (Todo, bool) {
        match self.attempt(&todo).await {
            Ok(()) => (todo, true),
            Err(error) => {
                self.tell_failure(&todo, &error).await;
                (todo, false)
            }
        }
    }

    async fn attempt(&self, todo: &Todo) -> Result<(), StorageError> {
        match todo {
            Todo::Provision { claim, class } => self.provision(claim, class).await,
            Todo::Refuse { claim, reason } => {
                self.events.claim(claim, Reason::ProvisioningFailed, reason.to_string()).await;
                Ok(())
            }
            Todo::Reschedule { claim, lost } => self.reschedule(claim, lost).await,
            Todo::Grow { claim, volume } => self.grow(claim, volume).await,
            Todo::Guard { volume, keep } => self.guard(volume, *keep).await,
            Todo::Delete { volume } => self.delete(volume).await,
            Todo::Abandon { volume } => self.abandon(volume).await,
        }
    }

    async fn tell_failure(&self, todo: &Todo, error: &StorageError) {
        let text = error.in_full();
        match todo {
            Todo::Provision { claim, .. } => self.events.claim(claim, Reason::ProvisioningFailed, text).await,
            Todo::Grow { claim, .. } => self.events.claim(claim, Reason::VolumeResizeFailed, text).await,
            Todo::Delete { volume } | Todo::Abandon { volume } => {
                self.events.volume(volume, Reason::VolumeFailedDelete, text).await;
            }
            // Nothing that the user asked for has failed yet.
            Todo::Refuse { .. } | Todo::Reschedule { .. } | Todo::Guard { .. } => log::line(&text),
        }
    }

    /// kube-scheduler chooses anew where it no longer finds its choice. A claim that has changed meanwhile is left alone.
    async fn reschedule(&self, claim: &Claim, lost: &str) -> Result<(), StorageError> {
        let note = format!("node {lost}, which was selected for it, is gone or unreachable: another one is selected");
        self.events.claim(claim, Reason::ProvisioningFailed, note).await;
        let change = json!({
            "metadata": { "resourceVersion": claim.resource_version, "annotations": { SELECTED_NODE: null } },
        });
        let action = format!("give claim {claim} back to the scheduler");
        patch(action, self.claims(claim), &claim.name, Patch::Merge(change)).await
    }

    pub fn claims(&self, claim: &Claim) -> Api<PersistentVolumeClaim> {
        Api::namespaced(self.client.clone(), &claim.namespace)
    }

    pub fn volumes(&self) -> Api<PersistentVolume> {
        Api::all(self.client.clone())
    }
}
