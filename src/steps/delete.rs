//! `delete`: everything of a cluster goes, whatever state it is in.

use std::path::Path;
use std::sync::Arc;

use super::StepError;
use crate::cluster::{ClusterState, names};
use crate::engine::Engine;
use crate::fault::Fault;
use crate::report::{Event, Reporter, Step};

/// Deletes all objects of a cluster, and its entries in the file `kubeconfig`; what labels show is what is removed.
pub async fn delete(
    engine: &dyn Engine,
    reporter: &Arc<dyn Reporter>,
    state: &ClusterState,
    kubeconfig: &Path,
) -> Result<(), StepError> {
    let step = Step::start(reporter, format!("delete cluster {}", state.name));
    let labels = names::cluster_labels(&state.name);
    let containers = engine.containers(&labels).await?;
    let removals = containers.iter().map(|container| engine.remove_container(&container.name));
    join(futures::future::join_all(removals).await)?;
    let volumes = state.volumes.iter().map(|volume| engine.remove_volume(volume));
    let network = async {
        match &state.network {
            Some(network) => engine.remove_network(network).await,
            None => Ok(()),
        }
    };
    let (volumes, network) = tokio::join!(futures::future::join_all(volumes), network);
    join(volumes)?;
    network?;
    // A damaged kubeconfig is the user's to mend; the cluster is gone all the same.
    if let Err(error) = crate::cluster::kubeconfig::remove(kubeconfig, &state.name) {
        reporter.event(&Event::Warning { text: error.to_string(), hint: error.hint() });
    }
    step.done();
    Ok(())
}

/// All were tried; the first failure is told.
fn join<E: Into<StepError>>(results: Vec<Result<(), E>>) -> Result<(), StepError> {
    results.into_iter().find_map(Result::err).map_or(Ok(()), |error| Err(error.into()))
}
