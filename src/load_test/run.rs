//! A load test from a service's name to its result; of what it makes in the cluster nothing stays.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::generator::{IMAGE, Load, SLACK, job, url};
use super::{LoadTestError, Report};
use crate::app::{Tools, load_images};
use crate::cluster::{self, ClusterState, Kube, Task};
use crate::image::transfer::EngineImage;
use crate::image::{Catalogue, ensure};
use crate::report::Step;

/// A pod that was just started needs a moment; one that does not come is told.
const WAIT_FOR_ENDPOINT: Duration = Duration::from_secs(3);
const TICK: Duration = Duration::from_secs(1);

/// What is to be tested.
#[derive(Debug, Clone)]
pub struct Request {
    pub namespace: String,
    pub service: String,
    /// Number or name; `None` takes the first.
    pub port: Option<String>,
    /// With query, as it stands in an URL.
    pub path: String,
    pub load: Load,
}

/// Puts load on a service, and tells how it answered.
pub async fn load_test(
    tools: &Tools,
    state: &ClusterState,
    kube: &Kube,
    request: &Request,
) -> Result<Report, LoadTestError> {
    let service = cluster::find_service(kube, &request.namespace, &request.service).await?;
    let url = url(&service, request.port.as_deref(), &request.path)?;
    cluster::wait_for_endpoints(kube, &service, WAIT_FOR_ENDPOINT).await?;
    let images = Arc::new(Catalogue::load()?);
    ensure(&tools.engine, &tools.reporter, &images, &[IMAGE], &tools.interrupt).await?;
    let (tag, reference) = (images.folder(IMAGE)?.tag(), images.folder(IMAGE)?.reference());
    let image = EngineImage { name: tag, reference: Some(reference.clone()) };
    load_images(tools.engine.as_ref(), &tools.reporter, state, &[image]).await?;
    let step = Step::start(&tools.reporter, format!("ask {url}"));
    let task = Task::new(&request.namespace, "load-test")?;
    let job = job(&task.name, &task.namespace, &reference, &url, &request.load);
    let words = run(tools, kube, &task, &job, &request.load, &step).await?;
    let report = Report::read(&words, url, &request.load)?;
    step.done_with(format!("{} requests", report.requests));
    Ok(report)
}

/// Runs the Job to its end and removes it, however it ends.
async fn run(
    tools: &Tools,
    kube: &Kube,
    task: &Task,
    job: &serde_json::Value,
    load: &Load,
    step: &Step,
) -> Result<String, LoadTestError> {
    let work = async {
        tokio::select! {
            words = cluster::run_task(kube, task, job, load.duration + SLACK) => Ok(words?),
            never = tick(load.duration, step) => match never {},
        }
    };
    let ended = tools.interrupt.run_until_cancelled(work).await.unwrap_or(Err(LoadTestError::Interrupted));
    let removed = cluster::remove_task(kube, task).await;
    let words = ended?;
    removed?;
    Ok(words)
}

/// Tells how far it is, as long as it is waited for.
async fn tick(duration: Duration, step: &Step) -> std::convert::Infallible {
    let begun = Instant::now();
    let total = duration.as_secs().max(1);
    loop {
        step.progress(begun.elapsed().as_secs().min(total), total);
        tokio::time::sleep(TICK).await;
    }
}
