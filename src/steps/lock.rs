//! One devcluster at a time changes a cluster: its lock is the name of a container that never runs, which the engine
//! gives out once.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use super::StepError;
use super::holder::{Holder, Verdict};
use crate::cluster::names;
use crate::engine::{Container, ContainerSpec, Engine, EngineError};
use crate::report::{Event, Reporter, Step};

const INTERVAL: Duration = Duration::from_millis(200);
/// A start that builds nothing is done long before.
const LIMIT: Duration = Duration::from_mins(10);

/// Does work on a cluster that nobody else changes meanwhile. `image` is any that the engine has; without one (there is
/// no container of the cluster, and none can be made) there is nothing to be locked.
pub async fn locked<T>(
    engine: &dyn Engine,
    reporter: &Arc<dyn Reporter>,
    cluster: &str,
    image: Option<&str>,
    interrupt: &CancellationToken,
    work: impl AsyncFnOnce() -> Result<T, StepError>,
) -> Result<T, StepError> {
    let Some(image) = image else { return work().await };
    acquire(engine, reporter, cluster, image, interrupt).await?;
    let result = work().await;
    // What is left when the engine is gone is recognised as nobody's later.
    let released = release(engine, cluster).await;
    let result = result?;
    released?;
    Ok(result)
}

/// Someone may have removed the lock, and another have it now.
async fn release(engine: &dyn Engine, cluster: &str) -> Result<(), EngineError> {
    let lock = engine.find_container(&names::lock(cluster)).await?;
    match lock.filter(|lock| holder_of(lock).as_ref() == Some(&Holder::this_process())) {
        Some(lock) => engine.remove_container(&lock.id).await,
        None => Ok(()),
    }
}

/// The image of a cluster's first container.
pub async fn image_of(engine: &dyn Engine, cluster: &str) -> Result<Option<String>, EngineError> {
    let containers = engine.containers(&names::cluster_labels(cluster)).await?;
    Ok(containers.into_iter().map(|container| container.image).next())
}

/// As `locked`, for a cluster that is there.
pub async fn alone<T>(
    engine: &dyn Engine,
    reporter: &Arc<dyn Reporter>,
    cluster: &str,
    interrupt: &CancellationToken,
    work: impl AsyncFnOnce() -> Result<T, StepError>,
) -> Result<T, StepError> {
    let image = image_of(engine, cluster).await?;
    locked(engine, reporter, cluster, image.as_deref(), interrupt, work).await
}

async fn acquire(
    engine: &dyn Engine,
    reporter: &Arc<dyn Reporter>,
    cluster: &str,
    image: &str,
    interrupt: &CancellationToken,
) -> Result<(), StepError> {
    let holder = Holder::this_process();
    let spec = spec(cluster, image, &holder);
    let deadline = Instant::now() + LIMIT;
    let mut waiting: Option<Step> = None;
    loop {
        match engine.create_container(&spec).await {
            Err(EngineError::NameTaken { .. }) => {}
            // Its image was removed by force: without a lock it can at least be deleted.
            Err(EngineError::NoImage { .. }) => return Ok(()),
            created => return Ok(created?),
        }
        // Given back just now: at once again.
        let Some(lock) = engine.find_container(&spec.name).await? else { continue };
        let other = holder_of(&lock).ok_or_else(|| StepError::NotOurs { object: lock.name.clone() })?;
        match other.verdict(&holder) {
            // By its id: the name may be another's by now.
            Verdict::Dead => {
                engine.remove_container(&lock.id).await?;
                continue;
            }
            Verdict::Unknown if waiting.is_none() => reporter.event(&Event::Warning {
                text: format!(
                    "cluster `{cluster}` is locked by {other}, of which this host can't tell whether it runs"
                ),
                hint: Some(format!("if it does not, remove its lock with `docker rm {}`", lock.name)),
            }),
            Verdict::Unknown | Verdict::Alive => {}
        }
        if Instant::now() >= deadline {
            return Err(StepError::Locked { cluster: cluster.to_owned(), holder: other.to_string(), lock: lock.name });
        }
        waiting.get_or_insert_with(|| Step::start(reporter, format!("wait for {other}")));
        tokio::select! {
            () = sleep(INTERVAL) => {}
            () = interrupt.cancelled() => return Err(StepError::Interrupted),
        }
    }
}

fn spec(cluster: &str, image: &str, holder: &Holder) -> ContainerSpec {
    let mut labels = names::cluster_labels(cluster);
    labels.insert(names::ROLE_LABEL.to_owned(), names::LOCK_ROLE.to_owned());
    labels.insert(names::HOLDER_LABEL.to_owned(), holder.to_label());
    ContainerSpec { name: names::lock(cluster), image: image.to_owned(), labels, ..ContainerSpec::default() }
}

fn holder_of(lock: &Container) -> Option<Holder> {
    Holder::of_label(lock.labels.get(names::HOLDER_LABEL)?)
}
