//! An app from its folder to a URL that answers: build, load or push, apply, wait.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use super::arrival::Arrival;
use super::interrupted::unless_interrupted;
use super::prime::Unprimed;
use super::target::Place;
use super::{
    App, AppFile, BuildFlags, Built, Destination, ImageSpec, PushError, Pushed, Target, Tools, UpError, build, load,
    push,
};
use crate::cluster::{self, Applied, Outcome};
use crate::image::transfer::{Reference, Source};
use crate::report::{Event, Step};

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

/// Brings the app in `folder` up in a cluster.
pub async fn up(
    tools: &Tools,
    destination: &Destination,
    folder: &Path,
    options: UpOptions,
) -> Result<Running, UpError> {
    let file = AppFile::read(folder)?;
    // Before a build that may take long: whether there is a cluster for it at all.
    let target = Target::find(tools.engine.as_ref(), destination, true).await?;
    let mut app = load_for(tools, &target, file).await?;
    let mut unprimed = Unprimed::default();
    let work = async {
        let images = bring_images(tools, &target, &app, &app.images, &mut unprimed).await?;
        images.put_into(&mut app);
        let arrival = Arrival { tools, target: &target, app: &app, timeout: options.timeout };
        let running = deploy(&arrival, &images, std::future::pending()).await?;
        // Nothing can take its place.
        running.ok_or(UpError::Interrupted)
    };
    let running = unless_interrupted(&tools.interrupt, work, UpError::Interrupted).await;
    if let Place::Ours(state) = &target.place {
        unprimed.prime_later(&state.name);
    }
    running
}

/// Applies an app and waits until it has arrived; `None` where `superseded` ended that waiting.
pub(super) async fn deploy(
    arrival: &Arrival<'_>,
    images: &Images,
    superseded: impl Future<Output = ()>,
) -> Result<Option<Running>, UpError> {
    let Arrival { tools, target, app, .. } = arrival;
    let before = match &app.service {
        Some((namespace, name)) => cluster::endpoint_addresses(&target.kube, namespace, name).await?,
        None => BTreeSet::new(),
    };
    let applied = apply(tools, target, app, images).await?;
    let step = Step::start(&tools.reporter, format!("wait for {}", app.name));
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

/// Applies the app in `folder` as it is, without its images; what left it is removed.
pub async fn apply_app(tools: &Tools, target: &Target, file: AppFile) -> Result<Vec<Applied>, UpError> {
    let app = load_for(tools, target, file).await?;
    let work = async {
        let applied =
            cluster::apply_set(&target.kube, &app.set(), true, &app.documents, &app.namespace, &|_| None).await?;
        tell_kept(tools, &applied);
        Ok(applied)
    };
    unless_interrupted(&tools.interrupt, work, UpError::Interrupted).await
}

/// The app that a file describes, as it is in a cluster.
pub(super) async fn load_for(tools: &Tools, target: &Target, file: AppFile) -> Result<App, UpError> {
    let served = if file.asks_for_cluster() { Some(cluster::served(&target.kube).await?) } else { None };
    Ok(App::load(tools, file, served.as_ref()).await?)
}

/// What was made for an app.
pub(super) enum Images {
    /// In the nodes, by the names that the manifests have.
    Loaded(Vec<Built>),
    Pushed(Vec<Pushed>),
}

impl Images {
    /// The id of an image that was made for the app, by the name in a manifest.
    fn id_of(&self, name: &str) -> Option<String> {
        let Self::Loaded(built) = self else { return None };
        let reference = Reference::parse(name).ok()?;
        let ours = built.iter().find(|built| Reference::parse(&built.image).is_ok_and(|image| image == reference))?;
        Some(ours.id.clone())
    }

    /// Has the app's objects name what was pushed.
    fn put_into(&self, app: &mut App) {
        let Self::Pushed(pushed) = self else { return };
        let remote = |name: &str| {
            let reference = Reference::parse(name).ok()?;
            let ours = pushed.iter().find(|one| Reference::parse(&one.image).is_ok_and(|image| image == reference))?;
            Some(ours.remote.clone())
        };
        app.documents.iter_mut().for_each(|document| cluster::replace_images(document, &remote));
    }
}

/// Builds images of an app, and brings them to where its cluster has them from.
pub(super) async fn bring_images(
    tools: &Tools,
    target: &Target,
    app: &App,
    images: &[ImageSpec],
    unprimed: &mut Unprimed,
) -> Result<Images, UpError> {
    let registry = match &target.place {
        Place::Elsewhere { context } if !images.is_empty() => {
            // Before the build, since nothing comes of it.
            let missing = || PushError::NoRegistry { context: context.clone() };
            Some(app.registry.clone().ok_or_else(missing)?)
        }
        _ => None,
    };
    let (engine, reporter) = (tools.engine.as_ref(), &tools.reporter);
    let trusted = match &target.place {
        Place::Ours(state) => cluster::trusted_cas(engine, state).await?,
        Place::Elsewhere { .. } => None,
    };
    let (mut loaded, mut pushed) = (Vec::new(), Vec::new());
    for image in images {
        let Some(built) = build(engine, reporter, image, trusted.as_deref(), &BuildFlags::default()).await? else {
            continue;
        };
        match (&target.place, &registry) {
            (Place::Ours(state), _) => {
                warn_of_latest(tools, app, &image.name);
                unprimed.add(&load(engine, reporter, state, Source::Engine(vec![image.name.clone()])).await?);
                loaded.push(built);
            }
            (_, Some(registry)) => pushed.push(push(engine, reporter, registry, &built).await?),
            (_, None) => {}
        }
    }
    Ok(if registry.is_some() { Images::Pushed(pushed) } else { Images::Loaded(loaded) })
}

fn warn_of_latest(tools: &Tools, app: &App, image: &str) {
    if Reference::parse(image).is_ok_and(|image| image.is_latest()) && !says_pull_policy(app) {
        tools.reporter.event(&Event::Warning {
            text: format!(
                "image `{image}` is tagged `latest`, so Kubernetes pulls it from a registry for each container"
            ),
            hint: Some("give it a tag such as `v1`, or set `imagePullPolicy: IfNotPresent` in its manifest".to_owned()),
        });
    }
}

fn says_pull_policy(app: &App) -> bool {
    app.documents.iter().any(|document| document.object.to_string().contains("\"imagePullPolicy\":\"IfNotPresent\""))
}

async fn apply(tools: &Tools, target: &Target, app: &App, images: &Images) -> Result<Vec<Applied>, UpError> {
    let step = Step::start(&tools.reporter, "apply manifests");
    let id_of = |name: &str| images.id_of(name);
    let applied = cluster::apply_set(&target.kube, &app.set(), true, &app.documents, &app.namespace, &id_of).await?;
    applied.iter().filter(|object| object.outcome != Outcome::Unchanged).for_each(|object| step.output(object.line()));
    let count = |is: fn(Outcome) -> bool| applied.iter().filter(|object| is(object.outcome)).count();
    let changed = count(|outcome| matches!(outcome, Outcome::Created | Outcome::Configured));
    let removed = count(|outcome| outcome == Outcome::Pruned);
    let of = count(Outcome::is_applied);
    match (changed, removed) {
        (0, 0) => step.skipped("nothing changed"),
        (changed, 0) => step.done_with(format!("{changed} of {of} objects changed")),
        (changed, removed) => step.done_with(format!("{changed} of {of} objects changed, {removed} removed")),
    }
    tell_kept(tools, &applied);
    Ok(applied)
}

/// Says what left an app and is there all the same.
fn tell_kept(tools: &Tools, applied: &[Applied]) {
    for object in applied.iter().filter(|object| object.outcome == Outcome::Kept) {
        let namespace = object.namespace.as_ref().map(|name| format!(" -n {name}")).unwrap_or_default();
        tools.reporter.event(&Event::Warning {
            text: format!("{} left the app and is kept for the data that it holds", object.title()),
            hint: Some(format!(
                "remove it with `devcluster kubectl -- delete {} {}{namespace}`",
                object.kind.to_lowercase(),
                object.name
            )),
        });
    }
}
