//! `delete`: everything of a cluster goes, whatever state it is in.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::StepError;
use super::lock::alone;
use crate::cluster::{ClusterState, names, observe};
use crate::engine::Engine;
use crate::fault::Fault;
use crate::image::transfer::forget_pushes;
use crate::report::{Event, Reporter, Step};

/// Deletes all objects of a cluster, and its entries in the file `kubeconfig`; what labels show is what is removed.
/// Whether there was a cluster.
pub async fn delete(
    engine: &dyn Engine,
    reporter: &Arc<dyn Reporter>,
    cluster: &str,
    kubeconfig: &Path,
    interrupt: &CancellationToken,
) -> Result<bool, StepError> {
    alone(engine, reporter, cluster, interrupt, async || {
        let state = observe(engine, cluster).await?;
        if !state.is_absent() {
            let step = Step::start(reporter, format!("delete cluster {cluster}"));
            let removal = remove_objects(engine, &state);
            interrupt.run_until_cancelled(removal).await.unwrap_or(Err(StepError::Interrupted))?;
            step.done();
        }
        // A damaged kubeconfig is the user's to mend; the cluster is gone all the same.
        if let Err(error) = crate::cluster::kubeconfig::remove(kubeconfig, cluster) {
            reporter.event(&Event::Warning { text: error.to_string(), hint: error.hint() });
        }
        Ok(!state.is_absent())
    })
    .await
}

/// Removes everything that a cluster has in the engine, but for its lock.
pub async fn remove_objects(engine: &dyn Engine, state: &ClusterState) -> Result<(), StepError> {
    let lock = names::lock(&state.name);
    let containers = engine.containers(&names::cluster_labels(&state.name)).await?;
    let containers: Vec<_> = containers.iter().filter(|container| container.name != lock).collect();
    // One after the other: an engine that takes several off a network at once can miscount who is on it, and then keeps
    // the network (https://github.com/moby/moby/issues/42119).
    if let Some(network) = &state.network {
        for container in &containers {
            engine.disconnect(network, &container.name).await?;
        }
    }
    join(
        futures::future::join_all(containers.into_iter().map(|container| engine.remove_container(&container.name)))
            .await,
    )?;
    let volumes = state.volumes.iter().map(|volume| engine.remove_volume(volume));
    let network = async {
        match &state.network {
            Some(network) => engine.remove_network(network).await,
            None => Ok(()),
        }
    };
    let pushes = async {
        if let Some(registry) = &state.registry {
            forget_pushes(engine, registry.port, Duration::ZERO).await;
        }
    };
    let (volumes, network, ()) = tokio::join!(futures::future::join_all(volumes), network, pushes);
    join(volumes)?;
    Ok(network?)
}

/// All were tried; the first failure is told.
fn join<E: Into<StepError>>(results: Vec<Result<(), E>>) -> Result<(), StepError> {
    results.into_iter().find_map(Result::err).map_or(Ok(()), |error| Err(error.into()))
}
