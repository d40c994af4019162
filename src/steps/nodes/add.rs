//! `node add`: nodes come to a cluster that runs; where that fails, none of them stays.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::discard::undo_add;
use super::join::{Joiner, Joining, join};
use super::maker::image_of_nodes;
use crate::cluster::kubeconfig::Current;
use crate::cluster::{
    ClusterState, SystemImages, connect_with, host_kubeconfig, kubeconfig, label_nodes, made_of, observe, require_api,
    wait_until_nodes_ready,
};
use crate::config::{Cluster, NodeSpec};
use crate::engine::Engine;
use crate::image::NodeImage;
use crate::plan::{Capacity, shortages};
use crate::report::{Reporter, Step};
use crate::steps::StepError;
use crate::steps::journal::Journal;
use crate::steps::lock::alone;

/// What `node add` may be told.
pub struct AddOptions {
    /// How long the nodes may take to be ready; zero does not wait for them.
    pub wait: Duration,
    /// CPUs and memory of the engine's host.
    pub capacity: Capacity,
    /// What system pods run.
    pub images: SystemImages,
    /// Where the cluster's context is written.
    pub kubeconfig: PathBuf,
    pub interrupt: CancellationToken,
}

/// Adds `count` nodes like `like`, each with a name of its own; their names. `node_image` gives the reference of an image
/// that the engine has.
pub async fn add_nodes(
    engine: &dyn Engine,
    reporter: &Arc<dyn Reporter>,
    cluster: &str,
    (like, count): (&NodeSpec, u32),
    options: &AddOptions,
    node_image: impl AsyncFnOnce(NodeImage) -> Result<String, StepError>,
) -> Result<Vec<String>, StepError> {
    alone(engine, reporter, cluster, &options.interrupt, async || {
        let state = require_api(engine, cluster).await?;
        let made_of = made_of(engine, state.first_control_plane()?).await?;
        kubeconfig::check(&options.kubeconfig)?;
        let joiners = joiners(&state, like, count);
        check_room(&state, &made_of.cluster, &joiners, options.capacity)?;
        let image = node_image(image_of_nodes([like])).await?;
        let joining = Joining {
            engine,
            reporter,
            journal: &Journal::default(),
            state: &state,
            made_of: &made_of,
            image: &image,
            images: &options.images,
            capacity: options.capacity,
            interrupt: &options.interrupt,
        };
        let names: Vec<_> = joiners.iter().map(Joiner::name).collect();
        let added = async {
            join(&joining, &joiners).await?;
            settle(engine, reporter, &state, &names, options).await
        };
        let added = added.await;
        if added.is_err() {
            undo_add(engine, reporter, &state, &names).await;
        }
        added?;
        Ok(names)
    })
    .await
}

/// New nodes, with the names and places that are free.
fn joiners(state: &ClusterState, like: &NodeSpec, count: u32) -> Vec<Joiner> {
    let mut taken: BTreeSet<_> = state.nodes.iter().map(|node| node.record.index).collect();
    let names = (1..).map(|number| NodeSpec::new(like.role, number).name);
    let free = names.filter(|name| !state.nodes.iter().any(|node| node.name == *name));
    let specs = free.take(count as usize).map(|name| NodeSpec { name, ..like.clone() });
    specs.map(|spec| Joiner::new(spec, &mut taken)).collect()
}

/// Whether a cluster with these nodes has addresses for all, and the engine's host CPUs and memory.
pub fn check_room(
    state: &ClusterState,
    made_of: &Cluster,
    joiners: &[Joiner],
    capacity: Capacity,
) -> Result<(), StepError> {
    let most = made_of.network.most_nodes();
    if joiners.iter().any(|joiner| joiner.record.index >= most) {
        return Err(StepError::TooMany { most });
    }
    let there = state.nodes.iter().map(|node| &node.record.spec);
    let nodes = there.chain(joiners.iter().map(|joiner| &joiner.record.spec)).cloned().collect();
    let shortages = shortages(&Cluster { nodes, ..made_of.clone() }, capacity);
    if shortages.is_empty() { Ok(()) } else { Err(StepError::TooSmall { shortages }) }
}

/// Waits until they are ready; a cluster whose API is reached by another way now is so in the kubeconfig, too.
async fn settle(
    engine: &dyn Engine,
    reporter: &Arc<dyn Reporter>,
    before: &ClusterState,
    names: &[String],
    options: &AddOptions,
) -> Result<(), StepError> {
    let state = observe(engine, &before.name).await?;
    let kubeconfig = host_kubeconfig(engine, &state).await?;
    if state.api_endpoint() != before.api_endpoint() {
        kubeconfig::merge(&options.kubeconfig, &kubeconfig, Current::Kept)?;
    }
    if options.wait.is_zero() {
        return Ok(());
    }
    let kube = connect_with(&kubeconfig).await?;
    let step = Step::start(reporter, "wait for nodes");
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    let ready = wait_until_nodes_ready(&kube, &state, &names, options.wait, |missing| step.output(missing));
    tokio::select! {
        ready = ready => ready?,
        () = options.interrupt.cancelled() => return Err(StepError::Interrupted),
    }
    step.done();
    Ok(label_nodes(engine, &kube, &state).await?)
}
