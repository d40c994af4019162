//! The role: shows what there is, and follows kubelet's restarts and the devices' failures.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::symlink;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::timeout;

use super::cdi::{self, Brought, NVIDIA_SMI};
use super::definition::Allocation;
use super::driver::Driver;
use super::health::{self, Failures};
use super::host::{self, Line};
use super::instruments::Instruments;
use super::metrics;
use super::notify::Folders;
use super::plugin::{self, Plugin, Registration};
use super::source::Source;
use super::unit::{Unit, units};
use super::{dra, folders};
use crate::api;
use crate::error::{Error, Failure, in_full};
use crate::files;
use crate::grpc::Server;
use crate::init::{NodeConfig, node_config};
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
    let NodeConfig { node_name: node, gpus, .. } = node_config()?;
    let source = gpus.ok_or_else(|| Error::Unfit("node.json tells of no GPUs".to_owned()))?;
    let failures = Failures::at(health::FOLDER)?;
    let (said, line) = watch::channel(Line::default());
    let (units, driver, instruments) = match &source {
        Source::Simulated(definition) => (units(definition), Driver::simulated(), Instruments::Processes),
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
    let (names, version) = (dra::names(&units), driver.version.clone());
    tokio::spawn(metrics::serve(metrics::Source { node: node.clone(), driver: version, instruments, names }));
    let offer = offer(Offered { node, units: &units, driver, source: &source }, &failures);
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

/// What there is to give.
struct Offered<'a> {
    node: String,
    units: &'a [Unit],
    driver: Driver,
    source: &'a Source,
}

/// Tells kubelet of the units, and of what becomes of them, for ever.
async fn offer(offered: Offered<'_>, failures: &Failures) -> Result<(), Error> {
    let (failed, receiver) = watch::channel(failures.all()?);
    let follow = |folder: &str| {
        files::make_folder(folder)?;
        Folders::watch(&[folder, health::FOLDER])
    };
    let units = offered.units;
    match offered.source.allocation() {
        Allocation::DevicePlugin => {
            let mut changes = follow(plugin::FOLDER)?;
            let mut registrations = registrations(units, offered.source.replicas(), &receiver);
            let mut said = String::new();
            loop {
                tell_kubelet(&mut registrations, &mut changes, &mut said).await?;
                take_failures(failures, units, &failed)?;
            }
        }
        Allocation::Dra => {
            let mut changes = follow(dra::FOLDER)?;
            let _server = offer_to_claims(offered, receiver).await?;
            loop {
                changes.changed().await?;
                take_failures(failures, units, &failed)?;
            }
        }
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

/// Tells a kubelet that was not told yet, and waits for a change, or, where kubelet does not answer, for a while.
async fn tell_kubelet(
    registrations: &mut [Registration],
    changes: &mut Folders,
    said: &mut String,
) -> Result<(), Error> {
    match renew(registrations).await {
        Ok(0) => said.clear(),
        Ok(_) => log::line("kubelet was told of the units"),
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

/// How many had to tell kubelet anew.
async fn renew(registrations: &mut [Registration]) -> Result<usize, Error> {
    let mut told = 0;
    for registration in registrations {
        told += usize::from(registration.renew().await?);
    }
    Ok(told)
}

/// Tells kubelet and the API server of devices that pods claim, until the server is dropped.
async fn offer_to_claims(offered: Offered<'_>, failed: watch::Receiver<BTreeSet<String>>) -> Result<Server, Error> {
    let Offered { node, units, driver, source } = offered;
    let client = api::client("gpu").await?;
    let names = dra::names(units);
    let health = dra::Health { node: node.clone(), names: names.clone(), failed: failed.clone() };
    let offer = dra::Offer { node: node.clone(), driver, units: units.to_vec(), failed };
    tokio::spawn(dra::publish(client.clone(), offer));
    let brought = match source {
        Source::Simulated(_) => Brought::Folders,
        Source::Host { .. } => Brought::Nothing,
    };
    dra::serve_kubelet(dra::Claims { client, node, names, folder: cdi::FOLDER.into(), brought }, health)
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
