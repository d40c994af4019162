//! Steps: a GPU fails and works again, as on a machine whose GPU falls off the bus and is replaced.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::StepError;
use crate::cluster::{
    ClusterState, GpuStatus, Kube, Moved, connect, fail_gpu, heal_gpu, list_gpus, move_pods, require_api, wait_for_gpus,
};
use crate::engine::Engine;
use crate::report::{Event, Reporter, Step};

/// Lets a GPU of a node fail: it can't be given to pods any more, and pods that have it go elsewhere, unless they are to
/// be kept.
pub async fn fail_a_gpu(
    engine: &dyn Engine,
    reporter: &Arc<dyn Reporter>,
    cluster: &str,
    (node, id): (&str, &str),
    keep_pods: bool,
) -> Result<Vec<GpuStatus>, StepError> {
    let state = require_api(engine, cluster).await?;
    let kube = connect(engine, &state).await?;
    let step = Step::start(reporter, "let the GPU fail");
    let failed = fail_gpu(engine, &state, node, id).await?;
    step.done();
    // Before that the scheduler would bring new pods here.
    tell_the_scheduler(engine, reporter, &state, &kube, node).await?;
    if !keep_pods {
        let step = Step::start(reporter, "evict its pods");
        let moved = move_pods(&kube, &failed).await?;
        step.done_with(if moved.evicted.is_empty() { "none had it".to_owned() } else { moved.evicted.join(", ") });
        tell_staying(reporter, &moved);
    }
    Ok(failed)
}

/// Lets a GPU of a node work again.
pub async fn heal_a_gpu(
    engine: &dyn Engine,
    reporter: &Arc<dyn Reporter>,
    cluster: &str,
    (node, id): (&str, &str),
) -> Result<Vec<GpuStatus>, StepError> {
    let state = require_api(engine, cluster).await?;
    let kube = connect(engine, &state).await?;
    let step = Step::start(reporter, "let the GPU work again");
    let healed = heal_gpu(engine, &state, node, id).await?;
    step.done();
    tell_the_scheduler(engine, reporter, &state, &kube, node).await?;
    Ok(healed)
}

/// Waits until the API server has of each resource of a node as many as its healthy GPUs are for.
async fn tell_the_scheduler(
    engine: &dyn Engine,
    reporter: &Arc<dyn Reporter>,
    state: &ClusterState,
    kube: &Kube,
    node: &str,
) -> Result<(), StepError> {
    let step = Step::start(reporter, "wait until the scheduler knows");
    let gpus = list_gpus(engine, state).await?;
    let mut healthy: BTreeMap<&str, usize> = BTreeMap::new();
    for gpu in gpus.iter().filter(|gpu| gpu.node == node) {
        *healthy.entry(&gpu.resource).or_default() += if gpu.healthy { gpu.replicas as usize } else { 0 };
    }
    wait_for_gpus(kube, state.node(node)?, &healthy).await?;
    step.done();
    Ok(())
}

fn tell_staying(reporter: &Arc<dyn Reporter>, moved: &Moved) {
    for (pod, reason) in &moved.staying {
        let (namespace, name) = pod.split_once('/').unwrap_or_default();
        let hint = format!("delete it with `kubectl delete pod {name} -n {namespace}`");
        let text = format!("pod {pod} stays with the GPU that failed: {reason}");
        reporter.event(&Event::Warning { text, hint: Some(hint) });
    }
}
