//! Events, as `kubectl describe` shows them with a claim or a volume.

use k8s_openapi::api::core::v1::ObjectReference;
use kube::Client;
use kube::runtime::events::{Event, EventType, Recorder, Reporter};

use super::ask;
use crate::log;
use crate::storage::names::PROVISIONER;
use crate::storage::objects::{Claim, Volume};

/// The API server refuses longer ones.
const LONGEST_NOTE: usize = 1024;

pub struct Events(Recorder);

/// What happened, by the names that Kubernetes' own provisioners use where they have one.
#[derive(Debug, Clone, Copy)]
pub enum Reason {
    ProvisioningSucceeded,
    ProvisioningFailed,
    DiskSpaceLow,
    VolumeResizeSuccessful,
    VolumeResizeFailed,
    VolumeFailedDelete,
}

impl Reason {
    fn kind(self) -> EventType {
        match self {
            Self::ProvisioningSucceeded | Self::VolumeResizeSuccessful => EventType::Normal,
            Self::ProvisioningFailed | Self::DiskSpaceLow | Self::VolumeResizeFailed | Self::VolumeFailedDelete => {
                EventType::Warning
            }
        }
    }

    fn action(self) -> &'static str {
        match self {
            Self::ProvisioningSucceeded | Self::ProvisioningFailed | Self::DiskSpaceLow => "Provision",
            Self::VolumeResizeSuccessful | Self::VolumeResizeFailed => "Resize",
            Self::VolumeFailedDelete => "Delete",
        }
    }
}

impl Events {
    pub fn new(client: Client, node: &str) -> Self {
        Self(Recorder::new(client, Reporter { controller: PROVISIONER.into(), instance: Some(node.into()) }))
    }

    pub async fn claim(&self, claim: &Claim, reason: Reason, note: impl Into<String>) {
        let reference = reference(claim);
        self.say(&reference, reason, note.into()).await;
    }

    pub async fn volume(&self, volume: &Volume, reason: Reason, note: impl Into<String>) {
        let reference = ObjectReference {
            api_version: Some("v1".into()),
            kind: Some("PersistentVolume".into()),
            name: Some(volume.name.clone()),
            uid: Some(volume.uid.clone()),
            ..ObjectReference::default()
        };
        self.say(&reference, reason, note.into()).await;
    }

    /// An Event that can't be said is no reason to fail what it tells of.
    async fn say(&self, about: &ObjectReference, reason: Reason, mut note: String) {
        log::line(&format!("{} {}: {reason:?}: {note}", about.kind.as_deref().unwrap_or_default(), name(about)));
        note.truncate(note.floor_char_boundary(LONGEST_NOTE));
        let event = Event {
            type_: reason.kind(),
            reason: format!("{reason:?}"),
            note: Some(note),
            action: reason.action().into(),
            secondary: None,
        };
        if let Err(error) = ask("say an Event", self.0.publish(&event, about)).await {
            log::line(&error.in_full());
        }
    }
}

/// How a volume and an Event name a claim.
pub fn reference(claim: &Claim) -> ObjectReference {
    ObjectReference {
        api_version: Some("v1".into()),
        kind: Some("PersistentVolumeClaim".into()),
        namespace: Some(claim.namespace.clone()),
        name: Some(claim.name.clone()),
        uid: Some(claim.uid.clone()),
        ..ObjectReference::default()
    }
}

fn name(about: &ObjectReference) -> String {
    let parts = [about.namespace.as_deref(), about.name.as_deref()];
    parts.into_iter().flatten().collect::<Vec<_>>().join("/")
}
