//! An app from its folder to a URL that answers: build, load, apply, wait.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::arrival::Arrival;
use super::{App, Built, UpError, build, load};
use crate::cluster::{self, Applied, ClusterState, Kube, Outcome};
use crate::engine::Engine;
use crate::image::transfer::{Reference, Source};
use crate::report::{Event, Reporter, Step};
use crate::steps::StepError;

/// How `up` goes about it.
#[derive(Debug, Clone, Copy)]
pub struct UpOptions {
    /// How long the app may take to become ready.
    pub timeout: Duration,
}

/// An app that runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Running {
    pub name: String,
    /// Where it answers; `None` without a Service, or why there is no URL.
    pub url: Option<Result<String, String>>,
    pub applied: Vec<Applied>,
}

/// Brings the app in `folder` up in the cluster `name`.
pub async fn up(
    engine: &dyn Engine,
    reporter: &Arc<dyn Reporter>,
    name: &str,
    folder: &Path,
    options: UpOptions,
) -> Result<Running, UpError> {
    let app = App::load(folder)?;
    // Before a build that may take long: whether there is a cluster for it at all.
    let state = cluster::require_running(engine, name).await?;
    let kube = cluster::connect(engine, &state).await?;
    let built = bring_image(engine, reporter, &state, &app).await?;
    let arrival = Arrival { engine, reporter, state: &state, kube: &kube, app: &app, timeout: options.timeout };
    let running = deploy(&arrival, built.as_ref(), std::future::pending()).await?;
    // Nothing can take its place.
    running.ok_or(UpError::Step(StepError::Interrupted))
}

/// Applies an app and waits until it has arrived; `None` where `superseded` ended that waiting.
pub(super) async fn deploy(
    arrival: &Arrival<'_>,
    built: Option<&Built>,
    superseded: impl Future<Output = ()>,
) -> Result<Option<Running>, UpError> {
    let Arrival { reporter, kube, app, .. } = arrival;
    let before = match &app.service {
        Some((namespace, name)) => cluster::endpoint_addresses(kube, namespace, name).await?,
        None => BTreeSet::new(),
    };
    let applied = apply(reporter, kube, app, built).await?;
    let step = Step::start(reporter, format!("wait for {}", app.name));
    tokio::select! {
        url = arrival.wait(&step, &applied, &before) => {
            let url = url?;
            step.done();
            Ok(Some(Running { name: app.name.clone(), url, applied }))
        }
        () = superseded => {
            step.skipped("files changed meanwhile");
            Ok(None)
        }
    }
}

/// Builds an app's image and brings it to the nodes; `None` where it has none of its own.
pub(super) async fn bring_image(
    engine: &dyn Engine,
    reporter: &Arc<dyn Reporter>,
    state: &ClusterState,
    app: &App,
) -> Result<Option<Built>, UpError> {
    let Some(image) = &app.image else { return Ok(None) };
    if Reference::parse(image)?.is_latest() && !says_pull_policy(app) {
        reporter.event(&Event::Warning {
            text: format!(
                "image `{image}` is tagged `latest`, so Kubernetes pulls it from a registry for each container"
            ),
            hint: Some("give it a tag such as `v1`, or set `imagePullPolicy: IfNotPresent` in its manifest".to_owned()),
        });
    }
    let trusted = cluster::trusted_cas(engine, state).await?;
    let built = build(engine, reporter, &app.folder, image, trusted.as_deref()).await?;
    load(engine, reporter, state, Source::Engine(vec![image.clone()])).await?;
    Ok(Some(built))
}

fn says_pull_policy(app: &App) -> bool {
    app.documents.iter().any(|document| document.object.to_string().contains("\"imagePullPolicy\":\"IfNotPresent\""))
}

async fn apply(
    reporter: &Arc<dyn Reporter>,
    kube: &Kube,
    app: &App,
    built: Option<&Built>,
) -> Result<Vec<Applied>, UpError> {
    let step = Step::start(reporter, "apply manifests");
    let ours = built.map(|built| (Reference::parse(&built.image).ok(), built.id.clone()));
    let id_of = |name: &str| {
        let (reference, id) = ours.as_ref()?;
        (reference.is_some() && Reference::parse(name).ok() == *reference).then(|| id.clone())
    };
    let applied = cluster::apply(kube, &app.documents, &app.namespace, &id_of).await?;
    let changed = applied.iter().filter(|object| object.outcome != Outcome::Unchanged).count();
    match changed {
        0 => step.skipped("nothing changed"),
        changed => step.done_with(format!("{changed} of {} objects changed", applied.len())),
    }
    Ok(applied)
}
