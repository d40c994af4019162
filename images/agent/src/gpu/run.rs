//! The role: shows what there is, and follows kubelet's restarts and the devices' failures.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::symlink;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::timeout;

use super::cdi::{self, NVIDIA_SMI};
use super::driver::DRIVER;
use super::folders;
use super::health::{self, Failures};
use super::host::{self, Line};
use super::instruments::Instruments;
use super::metrics;
use super::notify::Folders;
use super::plugin::{self, Plugin, Registration};
use super::source::Source;
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
    let source = node.gpus.ok_or_else(|| Error::Unfit("node.json tells of no GPUs".to_owned()))?;
    let failures = Failures::at(health::FOLDER)?;
    let (said, line) = watch::channel(Line::default());
    let (units, driver, instruments) = match &source {
        Source::Simulated(definition) => (units(definition), DRIVER.to_owned(), Instruments::Processes),
        Source::Host { .. } => {
            let (units, driver) = host::find().await?;
            (units, driver, Instruments::Driver(line))
        }
    };
    folders::show(&units, &failures.all()?)?;
    match &source {
        Source::Simulated(_) => simulate(&units)?,
        Source::Host { .. } => host::describe().await?,
    }
    tokio::spawn(metrics::serve(metrics::Source { node: node.node_name, driver, instruments }));
    let offer = offer(&units, source.replicas(), &failures);
    match &source {
        Source::Simulated(_) => offer.await,
        Source::Host { .. } => tokio::select! {
            ended = offer => ended,
            ended = host::follow(&units, &failures, &said) => ended,
        },
    }
}

/// What containers get of GPUs that only seem to be there, and nvidia-smi on the node itself.
fn simulate(units: &[Unit]) -> Result<(), Error> {
    files::write(cdi::PATH, &cdi::specification(units).to_string())?;
    if fs::symlink_metadata(NVIDIA_SMI).is_err() {
        symlink(cdi::PROGRAM, NVIDIA_SMI).map_err(Error::file("link", NVIDIA_SMI))?;
    }
    Ok(())
}

/// Tells kubelet of the units and of what becomes of them, for ever.
async fn offer(units: &[Unit], replicas: u32, failures: &Failures) -> Result<(), Error> {
    files::make_folder(plugin::FOLDER)?;
    let mut changes = Folders::watch(&[plugin::FOLDER, health::FOLDER])?;
    let (failed, receiver) = watch::channel(failures.all()?);
    let mut registrations = registrations(units, replicas, &receiver);
    let mut said = String::new();
    loop {
        let told = renew(&mut registrations).await;
        match &told {
            Ok(0) => said.clear(),
            Ok(_) => log::line(&format!("kubelet was told of {} units", units.len())),
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
        take_failures(failures, units, &failed)?;
    }
}

/// One for each resource: GPUs, and parts of GPUs by their profiles.
fn registrations(units: &[Unit], replicas: u32, failed: &watch::Receiver<BTreeSet<String>>) -> Vec<Registration> {
    let mut by_resource: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for unit in units {
        by_resource.entry(unit.resource()).or_default().push(unit.uuid().to_owned());
    }
    let registration = |(resource, uuids)| {
        Registration::new(resource, Plugin { uuids: Arc::new(uuids), replicas, failed: failed.clone() })
    };
    by_resource.into_iter().map(registration).collect()
}

/// How many had to tell kubelet anew.
async fn renew(registrations: &mut [Registration]) -> Result<usize, Error> {
    let mut told = 0;
    for registration in registrations {
        told += usize::from(registration.renew().await?);
    }
    Ok(told)
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
