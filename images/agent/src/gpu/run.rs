//! The role: shows what there is, and follows kubelet's restarts and the devices' failures.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::timeout;

use super::definition::Definition;
use super::folders;
use super::health::{self, Failures};
use super::metrics::{self, Source};
use super::notify::Folders;
use super::plugin::{self, Plugin, Registration};
use super::unit::{Unit, units};
use crate::error::{Error, Failure, in_full};
use crate::files;
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
    files::make_folder(plugin::FOLDER)?;
    let mut changes = Folders::watch(&[plugin::FOLDER, health::FOLDER])?;
    let source = Source { node: node.node_name, resource: definition.resource() };
    tokio::spawn(metrics::serve(source));
    let mut registration = Registration::new(definition.resource(), plugin(&definition, &units, receiver));
    let mut said = String::new();
    loop {
        let told = registration.renew().await;
        match &told {
            Ok(true) => log::line(&format!("kubelet was told of {} units of {}", units.len(), definition.resource())),
            Ok(false) => said.clear(),
            Err(error) if said != in_full(error) => {
                said = in_full(error);
                log::line(&said);
            }
            Err(_) => {}
        }
        if told.is_ok() {
            changes.changed().await?;
        } else if let Ok(changed) = timeout(PATIENCE, changes.changed()).await {
            changed?;
        }
        take_failures(&failures, &units, &failed)?;
    }
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
