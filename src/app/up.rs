//! An app from its folder to a URL that answers: build, load, apply, wait.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::{App, AppError, BuildError, Built, build, load};
use crate::cluster::{
    self, Applied, ApplyError, ClusterError, ClusterState, Kube, Outcome, ServiceError, Workload, WorkloadError,
};
use crate::engine::{Engine, EngineError};
use crate::fault::{Fault, Kind};
use crate::image::transfer::{Reference, Source, TransferError};
use crate::report::{Event, Reporter, Step};

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

/// The part of `up` that failed.
#[derive(Debug, thiserror::Error)]
pub enum UpError {
    #[error(transparent)]
    App(#[from] AppError),
    #[error(transparent)]
    Engine(#[from] EngineError),
    #[error(transparent)]
    Cluster(#[from] ClusterError),
    #[error(transparent)]
    Build(#[from] BuildError),
    #[error(transparent)]
    Transfer(#[from] TransferError),
    #[error(transparent)]
    Apply(#[from] ApplyError),
    #[error(transparent)]
    Workload(#[from] WorkloadError),
    #[error(transparent)]
    Service(#[from] ServiceError),
}

impl UpError {
    fn part(&self) -> &dyn Fault {
        match self {
            Self::App(error) => error,
            Self::Engine(error) => error,
            Self::Cluster(error) => error,
            Self::Build(error) => error,
            Self::Transfer(error) => error,
            Self::Apply(error) => error,
            Self::Workload(error) => error,
            Self::Service(error) => error,
        }
    }
}

impl Fault for UpError {
    fn kind(&self) -> Kind {
        self.part().kind()
    }

    fn hint(&self) -> Option<String> {
        self.part().hint()
    }

    fn output(&self) -> Option<&str> {
        self.part().output()
    }
}

/// Brings the app in `folder` up in the cluster `name`.
pub async fn up(engine: &dyn Engine, reporter: &Arc<dyn Reporter>, name: &str, folder: &Path, options: UpOptions) -> Result<Running, UpError> {
    let app = App::load(folder)?;
    // Before a build that may take long: whether there is a cluster for it at all.
    let state = cluster::require_running(engine, name).await?;
    let kube = cluster::connect(engine, &state).await?;
    let built = bring_image(engine, reporter, &state, &app).await?;
    let applied = apply(reporter, &kube, &app, built.as_ref()).await?;
    for workload in applied.iter().filter_map(Workload::of) {
        wait(reporter, &kube, &workload, options.timeout).await?;
    }
    let url = url(engine, &state, &kube, &app, options.timeout).await?;
    Ok(Running { name: app.name, url, applied })
}

async fn bring_image(engine: &dyn Engine, reporter: &Arc<dyn Reporter>, state: &ClusterState, app: &App) -> Result<Option<Built>, UpError> {
    let Some(image) = &app.image else { return Ok(None) };
    if Reference::parse(image)?.is_latest() && !says_pull_policy(app) {
        reporter.event(&Event::Warning {
            text: format!("image `{image}` is tagged `latest`, so Kubernetes pulls it from a registry for each container"),
            hint: Some("give it a tag such as `v1`, or set `imagePullPolicy: IfNotPresent` in its manifest".to_owned()),
        });
    }
    let built = build(engine, reporter, &app.folder, image).await?;
    load(engine, reporter, state, Source::Engine(vec![image.clone()])).await?;
    Ok(Some(built))
}

fn says_pull_policy(app: &App) -> bool {
    app.documents.iter().any(|document| document.object.to_string().contains("\"imagePullPolicy\":\"IfNotPresent\""))
}

async fn apply(reporter: &Arc<dyn Reporter>, kube: &Kube, app: &App, built: Option<&Built>) -> Result<Vec<Applied>, UpError> {
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

async fn wait(reporter: &Arc<dyn Reporter>, kube: &Kube, workload: &Workload, timeout: Duration) -> Result<(), UpError> {
    let step = Step::start(reporter, format!("wait for {} {}", workload.kind.to_lowercase(), workload.name));
    cluster::wait_for_rollout(kube, workload, timeout, |state| step.output(state)).await?;
    step.done();
    Ok(())
}

async fn url(engine: &dyn Engine, state: &ClusterState, kube: &Kube, app: &App, timeout: Duration) -> Result<Option<Result<String, String>>, UpError> {
    let Some((namespace, name)) = &app.service else { return Ok(None) };
    let service = cluster::find_service(kube, namespace, name).await?;
    cluster::wait_for_endpoints(kube, &service, timeout).await?;
    let local = engine.info().await?.local;
    let address = state.first_control_plane()?.address;
    // The app runs; that nothing leads to it from here is worth a word, not a failure.
    Ok(Some(cluster::service_url(&service, address, local).map_err(|error| match error.hint() {
        Some(hint) => format!("{error}; {hint}"),
        None => error.to_string(),
    })))
}
