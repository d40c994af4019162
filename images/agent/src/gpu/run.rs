//! The role: shows what there is, and follows kubelet's restarts and the devices' failures.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::timeout;

use super::definition::{Allocation, Definition};
use super::health::{self, Failures};
use super::holders::Known;
use super::metrics::{self, Source};
use super::notify::Folders;
use super::plugin::{self, Plugin, Registration};
use super::unit::{Unit, units};
use super::{cdi, dra, folders};
use crate::api;
use crate::error::{Error, Failure, in_full};
use crate::files;
use crate::grpc::Server;
use crate::init::node_config;
use crate::log;
use crate::process::until_told;

/// How long a kubelet that does not answer yet is left alone.
const PATIENCE: Duration = Duration::from_millis(200);

pub fn run() -> Result<(), Failure> {
    log::start();
    until_told(serve()).map_err(|source| Failure {
        what: "offer the node's GPUs",
        hint: "kubelet may be away: see /var/log/kubelet.log; this starts again by itself",
        source,
    })
}

async fn serve() -> Result<(), Error> {
    let node = node_config()?;
    let definition = node.gpus.ok_or_else(|| Error::Unfit("node.json tells of no GPUs".to_owned()))?;
    let units = units(&definition);
    let failures = Failures::at(health::FOLDER)?;
    let (failed, receiver) = watch::channel(failures.all()?);
    folders::provide(&units, &failed.borrow())?;
    let known = Known { resource: definition.resource(), names: dra::names(&units) };
    tokio::spawn(metrics::serve(Source { node: node.node_name.clone(), known }));
    let follow = |folder: &str| {
        files::make_folder(folder)?;
        Folders::watch(&[folder, health::FOLDER])
    };
    match definition.allocation {
        Allocation::DevicePlugin => {
            let mut changes = follow(plugin::FOLDER)?;
            let mut registration = Registration::new(definition.resource(), plugin(&definition, &units, receiver));
            let mut said = String::new();
            loop {
                tell_kubelet(&mut registration, &mut changes, &mut said).await?;
                take_failures(&failures, &units, &failed)?;
            }
        }
        Allocation::Dra => {
            let mut changes = follow(dra::FOLDER)?;
            let _server = offer_to_claims(node.node_name, &definition, &units, receiver).await?;
            loop {
                changes.changed().await?;
                take_failures(&failures, &units, &failed)?;
            }
        }
    }
}

/// Tells a kubelet that was not told yet, and waits for a change, or, where kubelet does not answer, for a while.
async fn tell_kubelet(registration: &mut Registration, changes: &mut Folders, said: &mut String) -> Result<(), Error> {
    match registration.renew().await {
        Ok(true) => log::line("kubelet was told of the units"),
        Ok(false) => said.clear(),
        Err(error) => {
            if *said != in_full(&error) {
                *said = in_full(&error);
                log::line(said);
            }
            return timeout(PATIENCE, changes.changed()).await.unwrap_or(Ok(()));
        }
    }
    changes.changed().await
}

/// Tells kubelet and the API server of devices that pods claim, until the server is dropped.
async fn offer_to_claims(
    node: String,
    definition: &Definition,
    units: &[Unit],
    failed: watch::Receiver<BTreeSet<String>>,
) -> Result<Server, Error> {
    let client = api::client("gpu").await?;
    let names = dra::names(units);
    let health = dra::Health { node: node.clone(), names: names.clone(), failed: failed.clone() };
    let offer = dra::Offer { node: node.clone(), definition: definition.clone(), units: units.to_vec(), failed };
    tokio::spawn(dra::publish(client.clone(), offer));
    dra::serve_kubelet(dra::Claims { client, node, names, folder: cdi::FOLDER.into() }, health)
}

fn plugin(definition: &Definition, units: &[Unit], failed: watch::Receiver<BTreeSet<String>>) -> Plugin {
    let uuids = units.iter().map(|unit| unit.uuid().to_owned()).collect();
    Plugin { uuids: Arc::new(uuids), replicas: definition.replicas, failed }
}

/// Lets containers and kubelet know of failures and of their end.
fn take_failures(failures: &Failures, units: &[Unit], told: &watch::Sender<BTreeSet<String>>) -> Result<(), Error> {
    let now = failures.all()?;
    if *told.borrow() == now {
        return Ok(());
    }
    folders::show(units, &now)?;
    log::line(&format!("{} of {} have failed", now.len(), units.len()));
    told.send_replace(now);
    Ok(())
}
