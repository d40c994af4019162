//! Steps: a GPU fails and works again, as on a machine whose GPU falls off the bus and is replaced.

use std::sync::Arc;

use super::StepError;
use crate::cluster::{GpuStatus, Moved, connect, fail_gpu, heal_gpu, list_gpus, move_pods, require_api, wait_for_gpus};
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
    let step = Step::start(reporter, "wait until the scheduler knows");
    wait_for_gpus(&kube, state.node(node)?, healthy(&list_gpus(engine, &state).await?, node)).await?;
    step.done();
    if !keep_pods {
        let step = Step::start(reporter, "evict its pods");
        let moved = move_pods(&kube, &failed).await?;
        step.done_with(moved.evicted.join(", "));
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
    let step = Step::start(reporter, "wait until the scheduler knows");
    wait_for_gpus(&kube, state.node(node)?, healthy(&list_gpus(engine, &state).await?, node)).await?;
    step.done();
    Ok(healed)
}

/// How many containers the healthy GPUs of a node are for.
fn healthy(gpus: &[GpuStatus], node: &str) -> usize {
    let healthy = gpus.iter().filter(|gpu| gpu.node == node && gpu.healthy);
    healthy.map(|gpu| gpu.replicas as usize).sum()
}

fn tell_staying(reporter: &Arc<dyn Reporter>, moved: &Moved) {
    for (pod, reason) in &moved.staying {
        let (namespace, name) = pod.split_once('/').unwrap_or_default();
        let hint = format!("delete it with `kubectl delete pod {name} -n {namespace}`");
        let text = format!("pod {pod} stays with the GPU that failed: {reason}");
        reporter.event(&Event::Warning { text, hint: Some(hint) });
    }
}
