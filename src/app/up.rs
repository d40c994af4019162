//! An app from its folder to a URL that answers: build, load, apply, wait.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::time::{Instant, timeout_at};

use super::{App, Built, UpError, build, load};
use crate::cluster::{self, Applied, ClusterState, Document, Kube, Outcome, ServiceInfo, Workload};
use crate::engine::Engine;
use crate::fault::Fault;
use crate::image::transfer::{Reference, Source};
use crate::report::{Event, Reporter, Step};

/// How long pods that nothing asks whether they are ready are watched for a crash; kubelet sees one after a second.
const SETTLE: Duration = Duration::from_secs(3);
/// How long a URL is tried before the pods are looked at again.
const ANSWER_ROUND: Duration = Duration::from_secs(1);
/// kube-proxy follows within a fraction of a second, or is not well.
const PROXY_LIMIT: Duration = Duration::from_secs(5);
const ANSWER_INTERVAL: Duration = Duration::from_millis(30);

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
pub async fn up(engine: &dyn Engine, reporter: &Arc<dyn Reporter>, name: &str, folder: &Path, options: UpOptions) -> Result<Running, UpError> {
    let app = App::load(folder)?;
    // Before a build that may take long: whether there is a cluster for it at all.
    let state = cluster::require_running(engine, name).await?;
    let kube = cluster::connect(engine, &state).await?;
    let built = bring_image(engine, reporter, &state, &app).await?;
    let before = match &app.service {
        Some((namespace, name)) => cluster::endpoint_addresses(&kube, namespace, name).await?,
        None => BTreeSet::new(),
    };
    let applied = apply(reporter, &kube, &app, built.as_ref()).await?;
    let step = Step::start(reporter, format!("wait for {}", app.name));
    let deadline = Instant::now() + options.timeout;
    wait_for_pods(&step, &kube, &app, &applied, options.timeout).await?;
    let url = match &app.service {
        Some((namespace, name)) => {
            let service = cluster::find_service(&kube, namespace, name).await?;
            cluster::wait_for_endpoints(&kube, &service, options.timeout).await?;
            let gone: BTreeSet<_> = &before - &cluster::endpoint_addresses(&kube, namespace, name).await?;
            if !gone.is_empty() && !cluster::wait_until_not_proxied(engine, &state, namespace, name, &gone, PROXY_LIMIT).await? {
                reporter.event(&still_proxied(name));
            }
            let url = url(engine, &state, &service).await?;
            // A pod without a readiness probe counts as ready before the program in it listens.
            while let Ok(url) = &url && !answers(url).await {
                wait_for_pods(&step, &kube, &app, &applied, deadline - Instant::now()).await?;
                if Instant::now() > deadline {
                    return Err(UpError::NoAnswer { app: app.name, url: url.clone(), seconds: options.timeout.as_secs() });
                }
            }
            Some(url)
        }
        None => None,
    };
    step.done();
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

async fn wait_for_pods(step: &Step, kube: &Kube, app: &App, applied: &[Applied], timeout: Duration) -> Result<(), UpError> {
    for workload in applied.iter().filter_map(Workload::of) {
        let title = format!("{} {}", workload.kind.to_lowercase(), workload.name);
        let document = app.documents.iter().find(|document| document.kind == workload.kind && document.name == workload.name);
        let settle = if document.is_some_and(|document| tells_when_ready(app, document)) { Duration::ZERO } else { SETTLE };
        cluster::wait_for_rollout(kube, &workload, timeout, settle, |state| step.output(format!("{title}: {state}"))).await?;
    }
    Ok(())
}

/// Whether something shows that a workload's pods work: a readiness probe, or the URL that leads to them.
fn tells_when_ready(app: &App, workload: &Document) -> bool {
    let has_probe = workload.object.pointer("/spec/template/spec/containers/0/readinessProbe").is_some();
    let labels = workload.object.pointer("/spec/template/metadata/labels");
    let service = app.documents.iter().find(|document| {
        document.kind == "Service" && app.service.as_ref().is_some_and(|(_, name)| *name == document.name)
    });
    let selector = service.and_then(|service| service.object.pointer("/spec/selector")?.as_object());
    let is_behind_url = selector.is_some_and(|selector| {
        !selector.is_empty() && selector.iter().all(|(key, value)| labels.and_then(|labels| labels.get(key)) == Some(value))
    });
    has_probe || is_behind_url
}

/// The app's URL, or why it has none: the app runs, and that nothing leads to it from here is worth a word only.
async fn url(engine: &dyn Engine, state: &ClusterState, service: &ServiceInfo) -> Result<Result<String, String>, UpError> {
    let local = engine.info().await?.local;
    let address = state.first_control_plane()?.address;
    Ok(cluster::service_url(service, address, local).map_err(|error| match error.hint() {
        Some(hint) => format!("{error}; {hint}"),
        None => error.to_string(),
    }))
}

fn still_proxied(service: &str) -> Event {
    Event::Warning {
        text: format!("service `{service}` still leads to pods that were replaced, so an old answer may come"),
        hint: Some("see whether kube-proxy is well with `devcluster status`".to_owned()),
    }
}

/// Whether something takes connections at a URL within a round.
async fn answers(url: &str) -> bool {
    let (scheme, place) = url.split_once("://").unwrap_or(("http", url));
    let default = if scheme == "https" { 443 } else { 80 };
    let place = if place.contains(':') { place.to_owned() } else { format!("{place}:{default}") };
    let end = Instant::now() + ANSWER_ROUND;
    while Instant::now() < end {
        if let Ok(Ok(_)) = timeout_at(end, TcpStream::connect(&place)).await {
            return true;
        }
        tokio::time::sleep(ANSWER_INTERVAL).await;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_url_answers_when_something_listens() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        assert!(answers(&url).await);
        drop(listener);
        assert!(!answers(&url).await);
    }
}
