//! `up` that goes on: rounds of work, each begun by changed files, until it is interrupted.

use std::path::Path;

use super::WatchError;
use super::courier::Courier;
use super::files::Files;
use super::pods::Pods;
use super::scope::Scope;
use super::session::{Audience, Session, Site};
use crate::app::up::load_for;
use crate::app::{AppError, AppFile, Destination, Place, Target, Tools, UpError, UpOptions};
use crate::report::Event;

/// Brings the app in `folder` up in a cluster of ours, and again after each change, until it is interrupted. An error is
/// one that no edit can mend.
pub async fn watch(
    tools: &Tools,
    audience: &dyn Audience,
    destination: &Destination,
    folder: &Path,
    options: UpOptions,
) -> Result<(), UpError> {
    // Whole, so that each file has one name; where there is none, its reader says so.
    let root = match folder.canonicalize() {
        Ok(root) => root,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => folder.to_owned(),
        Err(source) => return Err(AppError::Unreadable { path: folder.to_owned(), source }.into()),
    };
    let file = AppFile::read(&root)?;
    let target = Target::find(tools.engine.as_ref(), destination, true).await?;
    let cluster = match &target.place {
        Place::Ours(state) => state.name.clone(),
        Place::Elsewhere { context } => return Err(WatchError::Elsewhere { context: context.clone() }.into()),
    };
    let mut files = Files::watch(Scope::of(&file))?;
    let app = load_for(tools, &target, file.clone()).await?;
    let (mut pods, desk) = Pods::new(&target.kube, &tools.reporter, Courier::new(tools.engine.as_ref(), &cluster));
    let mut session = Session::new(Site { tools, audience, cluster, target, options }, desk, file, app);
    tokio::select! {
        // First, so that work that is broken off is not told as work that failed.
        biased;
        () = tools.interrupt.cancelled() => {}
        ended = session.run(&mut files) => return ended,
        () = pods.run() => {}
    }
    if session.is_ahead_of_image(&files) {
        let text = "Files that were copied are not in the app's image: `devcluster up` builds them in.".to_owned();
        tools.reporter.event(&Event::Note { text });
    }
    // Ctrl-C is how a watch ends; one that has brought nothing up yet was broken off.
    if session.was_up() { Ok(()) } else { Err(UpError::Interrupted) }
}
