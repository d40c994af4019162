//! `up` that goes on: rounds of work, each begun by changed files, until it is interrupted.

use std::path::Path;
use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::courier::Courier;
use super::files::Files;
use super::pods::Pods;
use super::scope::Scope;
use super::session::{Audience, Session, Site};
use crate::app::{App, AppError, UpError, UpOptions};
use crate::cluster;
use crate::engine::Engine;
use crate::report::{Event, Reporter};
use crate::steps::StepError;

/// Brings the app in `folder` up in the cluster `name`, and again after each change, until `interrupt`. An error is one
/// that no edit can mend.
pub async fn watch(
    engine: &dyn Engine,
    reporter: &Arc<dyn Reporter>,
    audience: &dyn Audience,
    name: &str,
    folder: &Path,
    options: UpOptions,
    interrupt: &CancellationToken,
) -> Result<(), UpError> {
    let app = App::load(folder)?;
    let state = cluster::require_running(engine, name).await?;
    let kube = cluster::connect(engine, &state).await?;
    let root = folder.canonicalize().map_err(|source| AppError::Unreadable { path: folder.to_owned(), source })?;
    let mut files = Files::watch(Scope::of(&root, &app))?;
    let (mut pods, desk) = Pods::new(&kube, reporter, Courier::new(engine, &state.name));
    let mut session = Session::new(Site { engine, reporter, audience, state, kube, options }, desk, app);
    tokio::select! {
        ended = session.run(&mut files) => return ended,
        () = pods.run() => {}
        () = interrupt.cancelled() => {}
    }
    if session.is_ahead_of_image(&files) {
        let text = "Files that were copied are not in the app's image: `devcluster up` builds them in.".to_owned();
        reporter.event(&Event::Note { text });
    }
    // Ctrl-C is how a watch ends; one that has brought nothing up yet was broken off.
    if session.was_up() { Ok(()) } else { Err(StepError::Interrupted.into()) }
}
