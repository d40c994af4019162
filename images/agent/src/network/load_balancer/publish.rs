//! Tells the API server: addresses in services' status, refusals as events.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use k8s_openapi::api::core::v1::Service;
use kube::api::{Patch, PatchParams};
use kube::runtime::events::{Event, EventType, Recorder, Reporter};
use kube::{Api, Client, Resource};
use serde_json::json;

use super::addresses::Refusal;
use super::service::Balanced;
use crate::error::Error;

const NAME: &str = "devcluster-load-balancer";

pub struct Publisher {
    client: Client,
    own: String,
    /// What services have been told, so that each is told once.
    told: BTreeMap<String, Refusal>,
}

impl Publisher {
    pub fn new(client: Client, own: String) -> Self {
        Self { client, own, told: BTreeMap::new() }
    }

    /// The service's status names this address and no other.
    pub async fn show(&self, service: &Balanced, address: Option<Ipv4Addr>) -> Result<(), Error> {
        let ingress = service.to_show(address);
        if service.shown() == ingress {
            return Ok(());
        }
        let metadata = &service.object.metadata;
        let services: Api<Service> =
            Api::namespaced(self.client.clone(), metadata.namespace.as_deref().unwrap_or_default());
        let patch = Patch::Merge(json!({ "status": { "loadBalancer": { "ingress": ingress } } }));
        match services.patch_status(metadata.name.as_deref().unwrap_or_default(), &PatchParams::default(), &patch).await
        {
            Ok(_) => Ok(()),
            // Deleted meanwhile.
            Err(kube::Error::Api(status)) if status.code == 404 => Ok(()),
            Err(source) => Err(Error::Api { action: "write the status of a service", source: Box::new(source) }),
        }
    }

    /// Says why services get no address; what was said before and still holds is not said again.
    pub async fn refuse(&mut self, services: &[Balanced], refusals: BTreeMap<String, Refusal>) -> Result<(), Error> {
        self.told.retain(|name, refusal| refusals.get(name) == Some(refusal));
        for (name, refusal) in refusals {
            let service = services.iter().find(|service| service.name == name);
            let Some(service) = service.filter(|_| !self.told.contains_key(&name)) else {
                continue;
            };
            // A recorder of its own for each: it would repeat its first note for all with the same reason.
            let reporter = Reporter { controller: NAME.into(), instance: Some(format!("{NAME}-{}", self.own)) };
            let event = Event {
                type_: EventType::Warning,
                reason: "AddressNotAvailable".into(),
                note: Some(refusal.to_string()),
                action: "Allocate".into(),
                secondary: None,
            };
            let recorder = Recorder::new(self.client.clone(), reporter);
            let published = recorder.publish(&event, &service.object.object_ref(&())).await;
            published.map_err(|source| Error::Api { action: "write an event", source: Box::new(source) })?;
            self.told.insert(name, refusal);
        }
        Ok(())
    }
}
