//! The rounds of a watch: what each does, and what one that failed leaves to the next.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::WatchError;
use super::courier::{Delivered, Goal};
use super::files::Files;
use super::make::{Make, make};
use super::pods::{PodsDesk, counted};
use super::round::{Round, round, shown};
use super::scope::Scope;
use super::tree::{Changes, Tree};
use crate::app::arrival::Arrival;
use crate::app::prime::Unprimed;
use crate::app::sync::supervised;
use crate::app::up::{Images, deploy, load_for};
use crate::app::{App, AppFile, Place, Running, Target, Tools, UpError, UpOptions};
use crate::cluster;
use crate::report::{Event, Step};

/// What is asked where all that changed can be copied into containers.
const SYNC_ONLY: Round = Round { reload: false, build: false, sync: true };

/// Before a build files have to be quiet for this long, and are waited for no longer than that.
const SETTLE: Duration = Duration::from_millis(250);
const SETTLE_LIMIT: Duration = Duration::from_secs(5);
/// More than this is brought by a build: the agent takes what it is sent into memory.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// How long files are looked at before an error is told.
const NEWS_LIMIT: Duration = Duration::from_millis(500);

/// Who is told how rounds end.
pub trait Audience: Send + Sync {
    /// The app is up.
    fn up(&self, running: &Running, took: Duration);
    /// A round failed; the watch goes on.
    fn failed(&self, error: UpError);
}

/// What a watch has to do with.
pub struct Site<'a> {
    pub tools: &'a Tools,
    pub audience: &'a dyn Audience,
    /// Name of the cluster.
    pub cluster: String,
    pub target: Target,
    pub options: UpOptions,
}

/// A watch between two rounds.
pub struct Session<'a> {
    /// Marks pods as those of this watch; another mark gives the app other pods, whatever their image.
    generation: String,
    site: Site<'a>,
    pods: PodsDesk,
    file: AppFile,
    app: App,
    made: Option<Make>,
    unprimed: Unprimed,
    /// What a round that did not end well leaves to the next.
    owed: Round,
    /// The last round was broken off by changes.
    is_unfinished: bool,
    was_up: bool,
}

impl<'a> Session<'a> {
    /// A watch that has done nothing yet.
    pub fn new(site: Site<'a>, pods: PodsDesk, file: AppFile, app: App) -> Self {
        let (generation, owed) = (generation(), Round { reload: false, build: true, sync: false });
        let unprimed = Unprimed::default();
        Self { generation, site, pods, file, app, made: None, unprimed, owed, is_unfinished: false, was_up: false }
    }

    /// Whether the app was up at least once.
    pub fn was_up(&self) -> bool {
        self.was_up
    }

    /// Whether containers have files that their image has not.
    pub fn is_ahead_of_image(&self, files: &Files) -> bool {
        self.goal(files).is_some_and(|goal| !goal.ahead_of_image().is_empty())
    }

    /// Round after round; ends only by an error that no edit can mend.
    pub async fn run(&mut self, files: &mut Files) -> Result<(), UpError> {
        self.pods.follow(&self.app);
        let mut handled = Arc::clone(files.tree());
        self.round(files, Round::default()).await?;
        loop {
            let (changes, asked) = self.next(files, &handled).await?;
            handled = Arc::clone(files.tree());
            if asked != Round::default() || self.is_unfinished {
                self.site.tools.reporter.event(&Event::Note { text: shown(&changes) });
                self.round(files, asked).await?;
            }
        }
    }

    /// Waits until the files are other than when they were `handled` last: what changed, and what that asks for.
    async fn next(&self, files: &mut Files, handled: &Tree) -> Result<(Changes, Round), WatchError> {
        while files.tree().since(handled).is_empty() {
            files.changed().await?;
        }
        let asked = |files: &Files| {
            let changes = files.tree().since(handled);
            let asked = round(&changes, files.scope(), &self.app);
            (changes, asked)
        };
        if asked(files).1.build {
            // A build takes seconds: it can wait until files that an editor makes for a moment are gone.
            let deadline = tokio::time::Instant::now() + SETTLE_LIMIT;
            let mut is_quiet = false;
            while !is_quiet && tokio::time::Instant::now() < deadline {
                match tokio::time::timeout(SETTLE, files.changed()).await {
                    Ok(changed) => changed?,
                    Err(_) => is_quiet = !files.has_news(),
                }
            }
        }
        Ok(asked(files))
    }

    async fn round(&mut self, files: &mut Files, asked: Round) -> Result<(), UpError> {
        let begun = Instant::now();
        let wanted = asked.and(std::mem::take(&mut self.owed));
        self.is_unfinished = false;
        if wanted == SYNC_ONLY && self.sync(files).await? {
            return Ok(());
        }
        match self.work(files, &wanted).await {
            Ok(Some(running)) => {
                self.was_up = true;
                self.site.audience.up(&running, begun.elapsed());
            }
            Ok(None) => {
                self.is_unfinished = true;
                self.owed.reload = true;
            }
            Err(error) if is_final(&error) => return Err(error),
            Err(error) => {
                self.owed = owed_after(&error, wanted);
                // A build that a checkout came across says nothing of what is there after it.
                self.is_unfinished = changed_meanwhile(files).await;
                if self.is_unfinished {
                    let text = "Files changed meanwhile, so this is done again.".to_owned();
                    self.site.tools.reporter.event(&Event::Note { text });
                } else {
                    self.site.audience.failed(error);
                }
            }
        }
        Ok(())
    }

    /// `None` where changes made it pointless to wait for the app.
    async fn work(&mut self, files: &mut Files, wanted: &Round) -> Result<Option<Running>, UpError> {
        let Site { tools, options, .. } = self.site;
        let engine = tools.engine.as_ref();
        let state = cluster::require_running(engine, &self.site.cluster).await?;
        self.site.target.place = Place::Ours(Box::new(state));
        if wanted.reload {
            self.file = AppFile::read(&self.file.folder)?;
        }
        // Before what may fail: the edit that mends it has to be seen.
        files.set_scope(Scope::of(&self.file))?;
        if wanted.reload {
            self.app = load_for(tools, &self.site.target, self.file.clone()).await?;
            self.pods.follow(&self.app);
        }
        let has_other_images =
            self.made.as_ref().is_none_or(|made| !made.images.iter().map(|(spec, _)| spec).eq(&self.app.images));
        // A sync could not bring its files: containers that have ended are slow to be started again, new ones are not.
        let needs_other_pods = *wanted == SYNC_ONLY;
        if needs_other_pods {
            self.generation = generation();
        }
        if wanted.build || has_other_images || needs_other_pods {
            let before = self.made.as_ref();
            let made = make(tools, &self.site.target, &self.app, files.tree(), before, &mut self.unprimed).await?;
            self.made = Some(made);
        }
        let delivered = match self.goal(files) {
            Some(goal) => self.pods.deliver(goal).await,
            None => Delivered::default(),
        };
        if let Some(error) = delivered.errors.into_iter().next() {
            return Err(error.into());
        }
        let target = &self.site.target;
        let documents = supervised(engine, &target.kube, &self.app, &self.generation).await?;
        let app = App { documents, ..self.app.clone() };
        let built = self.made.iter().flat_map(|made| &made.images).map(|(_, built)| built.clone()).collect();
        let arrival = Arrival { tools, target, app: &app, timeout: options.timeout };
        // Its errors come again with the next look at the files.
        let superseded = async { drop(files.changed().await) };
        self.pods.attended(true);
        let running = deploy(&arrival, &Images::Loaded(built), superseded).await;
        self.pods.attended(false);
        // Where files have changed meanwhile, the next build is near.
        if !matches!(running, Ok(None)) {
            self.unprimed.prime_later(&self.site.cluster);
        }
        running
    }

    /// Copies what changed into the containers that run. Whether that did it: a build is needed where it is too much, and
    /// where containers have ended, since they are slow to be started again.
    async fn sync(&mut self, files: &Files) -> Result<bool, UpError> {
        let Some(goal) = self.goal(files).filter(|goal| goal.size() <= MOST_BYTES) else { return Ok(false) };
        let step = Step::start(&self.site.tools.reporter, "sync files");
        let delivered = self.pods.deliver(goal).await;
        if let Some(error) = delivered.errors.into_iter().next() {
            drop(step);
            self.site.audience.failed(error.into());
            return Ok(true);
        }
        if delivered.has_ended {
            step.skipped("the app has ended, so it gets new pods");
            return Ok(false);
        }
        match delivered.containers {
            0 => step.skipped("no container runs"),
            count => {
                let (files, containers) = (counted(delivered.files, "file"), counted(count, "container"));
                let then = if delivered.restarts { ", restarted" } else { "" };
                step.done_with(format!("{files} to {containers}{then}"));
            }
        }
        Ok(true)
    }

    /// What containers are to have; `None` where they can't be brought anything.
    fn goal(&self, files: &Files) -> Option<Goal> {
        let made = self.made.as_ref().filter(|made| !self.app.sync.is_empty() && !made.images.is_empty())?;
        Some(Goal {
            app: self.app.clone(),
            root: files.scope().root.clone(),
            image_ids: made.images.iter().map(|(_, built)| built.id.clone()).collect(),
            built_from: Arc::clone(&made.from),
            tree: Arc::clone(files.tree()),
        })
    }
}

fn generation() -> String {
    time::OffsetDateTime::now_utc().unix_timestamp_nanos().to_string()
}

/// Whether files have changed that were not looked at yet.
async fn changed_meanwhile(files: &mut Files) -> bool {
    let before = Arc::clone(files.tree());
    // What was told may turn out to be no change.
    if files.has_news() {
        // Whichever way it ends, the files have been looked at or are still being written.
        let _ = tokio::time::timeout(NEWS_LIMIT, files.changed()).await;
    }
    files.has_news() || !files.tree().since(&before).is_empty()
}

/// Whether no edit of the app's files can mend it.
fn is_final(error: &UpError) -> bool {
    matches!(error, UpError::Engine(_) | UpError::Cluster(_) | UpError::Watch(_))
}

/// What is still to be done after a round that was to do `wanted`.
fn owed_after(error: &UpError, wanted: Round) -> Round {
    match error {
        UpError::Apply(_) | UpError::Sync(_) => Round { reload: true, ..Round::default() },
        // Containers that fail are slow to be started again; those of another image are not.
        UpError::Workload(_) | UpError::Service(_) | UpError::NoAnswer { .. } => {
            Round { reload: true, build: true, sync: false }
        }
        _ => wanted,
    }
}
