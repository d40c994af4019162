//! Keeps the node's ResourceSlices as they should be: kubelet removes them when it begins, devices fail and heal.

use std::collections::BTreeSet;
use std::time::Duration;

use futures::StreamExt;
use k8s_openapi::api::core::v1::Node;
use k8s_openapi::api::resource::v1::{Device, ResourceSlice};
use kube::api::{DeleteParams, Patch, PatchParams};
use kube::runtime::watcher::{self, watcher};
use kube::{Api, Client};
use tokio::sync::watch;
use tokio::time::sleep;

use super::devices::{DRIVER_NAME, device};
use super::slices::changes;
use crate::api::Known;
use crate::error::{Error, in_full};
use crate::gpu::driver::Driver;
use crate::gpu::unit::Unit;
use crate::log;

/// After an error. An API server that comes up is asked often enough, and one that is away not too often.
const PAUSE: Duration = Duration::from_millis(500);
const FIELD_MANAGER: &str = "devcluster-gpu";

/// What a node offers.
#[derive(Debug)]
pub struct Offer {
    pub node: String,
    pub driver: Driver,
    pub units: Vec<Unit>,
    /// The units that have failed.
    pub failed: watch::Receiver<BTreeSet<String>>,
}

/// Publishes for ever. What the API server says in vain is logged once.
pub async fn publish(client: Client, mut offer: Offer) {
    let mut said = String::new();
    loop {
        let Err(error) = follow(&client, &mut offer).await else { return };
        if in_full(&error) != said {
            said = in_full(&error);
            log::line(&said);
        }
        sleep(PAUSE).await;
    }
}

/// Ends with an error, or when nobody tells of failures any more.
async fn follow(client: &Client, offer: &mut Offer) -> Result<(), Error> {
    let node = Api::<Node>::all(client.clone()).get(&offer.node).await.map_err(refused("find the node's object"))?;
    let slices: Api<ResourceSlice> = Api::all(client.clone());
    let own = format!("spec.driver={DRIVER_NAME},spec.nodeName={}", offer.node);
    let mut events = Box::pin(watcher(slices.clone(), watcher::Config::default().fields(&own)));
    let mut known = Known::default();
    loop {
        tokio::select! {
            Some(event) = events.next() => {
                let event = event.map_err(|error| Error::Unfit(format!("ResourceSlices can't be watched: {error}")))?;
                known.take(event, |slice: &ResourceSlice| Some(slice.clone()));
            }
            changed = offer.failed.changed() => if changed.is_err() { return Ok(()) },
        }
        if known.is_whole() {
            let there: Vec<_> = known.iter().cloned().collect();
            let devices = devices(offer);
            bring_about(&slices, &there, &node, &devices).await.map_err(refused("publish the node's GPUs"))?;
        }
    }
}

/// What the API server says is enough: it answers with much more.
fn refused(action: &'static str) -> impl FnOnce(kube::Error) -> Error {
    move |error| match error {
        kube::Error::Api(status) => Error::Unfit(format!("the API server refuses to {action}: {}", status.message)),
        error => Error::Api { action, source: Box::new(error) },
    }
}

fn devices(offer: &mut Offer) -> Vec<Device> {
    let failed = offer.failed.borrow_and_update();
    offer.units.iter().map(|unit| device(&offer.driver, unit, failed.contains(unit.uuid()))).collect()
}

async fn bring_about(
    api: &Api<ResourceSlice>,
    there: &[ResourceSlice],
    node: &Node,
    devices: &[Device],
) -> Result<(), kube::Error> {
    let changes = changes(there, node, devices);
    for slice in &changes.write {
        let name = slice.metadata.name.as_deref().unwrap_or_default();
        api.patch(name, &PatchParams::apply(FIELD_MANAGER).force(), &Patch::Apply(slice)).await?;
    }
    for name in &changes.remove {
        match api.delete(name, &DeleteParams::default()).await {
            Err(kube::Error::Api(status)) if status.is_not_found() => {}
            done => drop(done?),
        }
    }
    if !changes.write.is_empty() {
        log::line(&format!("the API server was told of {} devices", devices.len()));
    }
    Ok(())
}
