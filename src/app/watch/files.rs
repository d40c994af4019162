//! The app's files under watch: tells when they changed, and which.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use notify::{ErrorKind, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::{Instant, sleep_until};

use super::error::WatchError;
use super::place::seen_from;
use super::scope::Scope;
use super::tree::Tree;

/// One save of an editor is several events; they are over when it was quiet for this long.
const QUIET: Duration = Duration::from_millis(30);
/// A file that is written all the time must not keep changes back for longer than this.
const PATIENCE: Duration = Duration::from_millis(200);
/// So many files are no save but a checkout or a copy, which may pause, and is waited for longer.
const MANY: usize = 10;
const QUIET_AFTER_MANY: Duration = Duration::from_millis(300);
const PATIENCE_WITH_MANY: Duration = Duration::from_secs(10);

/// What the system told, since files were last looked at.
#[derive(Debug, Default)]
struct Told {
    /// Whether content was written, by path.
    paths: BTreeMap<PathBuf, bool>,
    /// Something was lost, so all has to be looked at.
    everything: bool,
    since: Option<Instant>,
    last: Option<Instant>,
}

/// The files of an app's folder, kept as they are on disk.
pub struct Files {
    watcher: RecommendedWatcher,
    events: UnboundedReceiver<notify::Result<Event>>,
    told: Told,
    scope: Scope,
    tree: Arc<Tree>,
}

impl Files {
    /// Begins to watch; the files are those that are there now.
    pub fn watch(scope: Scope) -> Result<Self, WatchError> {
        let (sender, events) = unbounded_channel();
        // Nobody listens any more once the watch ends.
        let handler = move |event| drop(sender.send(event));
        let watcher = notify::recommended_watcher(handler).map_err(|source| unwatchable(&scope.root, source))?;
        let mut files = Self { watcher, events, told: Told::default(), scope, tree: Arc::default() };
        files.look_at_all()?;
        Ok(files)
    }

    /// The files as they were last looked at.
    pub fn tree(&self) -> &Arc<Tree> {
        &self.tree
    }

    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// Looks at all files with another scope.
    pub fn set_scope(&mut self, scope: Scope) -> Result<(), WatchError> {
        if scope == self.scope {
            return Ok(());
        }
        self.scope = scope;
        self.look_at_all()
    }

    /// Whether something was told that has not been looked at.
    pub fn has_news(&mut self) -> bool {
        self.listen();
        self.told.since.is_some()
    }

    /// Waits until files have changed and it has become quiet. What it has seen when it is dropped is not lost.
    pub async fn changed(&mut self) -> Result<(), WatchError> {
        loop {
            self.gather().await;
            let told = std::mem::take(&mut self.told);
            let before = Arc::clone(&self.tree);
            let mut paths = told.paths;
            if told.everything {
                paths.extend(self.all());
            }
            self.look(&paths)?;
            if !self.tree.since(&before).is_empty() {
                return Ok(());
            }
        }
    }

    /// Listens until what was told is to be looked at.
    async fn gather(&mut self) {
        loop {
            self.listen();
            let due = self.told.due();
            if due.is_some_and(|due| Instant::now() >= due) {
                return;
            }
            tokio::select! {
                Some(event) = self.events.recv() => self.told.hear(event, &self.scope.root),
                () = sleep_until(due.unwrap_or_else(Instant::now)), if due.is_some() => {}
            }
        }
    }

    fn listen(&mut self) {
        while let Ok(event) = self.events.try_recv() {
            self.told.hear(event, &self.scope.root);
        }
    }

    fn look_at_all(&mut self) -> Result<(), WatchError> {
        self.look(&self.all())
    }

    /// What to begin with to see all files.
    fn all(&self) -> BTreeMap<PathBuf, bool> {
        std::iter::once(PathBuf::new()).chain(self.scope.outside()).map(|path| (path, false)).collect()
    }

    fn look(&mut self, paths: &BTreeMap<PathBuf, bool>) -> Result<(), WatchError> {
        let Self { watcher, scope, tree, .. } = self;
        let begins = |folder: &Path| folder.as_os_str().is_empty() || scope.outside().contains(folder);
        let mut refused = None;
        let mut enter = |folder: &Path| {
            // Folder by folder, so that what is ignored costs nothing; elsewhere the whole tree costs as much as one.
            if !cfg!(target_os = "linux") && !begins(folder) {
                return;
            }
            let mode = if cfg!(target_os = "linux") { RecursiveMode::NonRecursive } else { RecursiveMode::Recursive };
            let whole = scope.root.join(folder);
            if let Err(error) = watcher.watch(&whole, mode)
                // One that is gone again has told so by an event.
                && whole.is_dir()
            {
                refused.get_or_insert(unwatchable(&whole, error));
            }
        };
        let tree = Arc::make_mut(tree);
        for (path, was_written) in paths {
            let is_reached = path.ancestors().skip(1).all(|folder| scope.enters(folder));
            if is_reached {
                tree.look(scope, path, *was_written, &mut enter);
            }
        }
        refused.map_or(Ok(()), Err)
    }
}

impl Told {
    fn hear(&mut self, event: notify::Result<Event>, root: &Path) {
        let now = Instant::now();
        match event {
            // Somebody reads: a build does so with every file.
            Ok(event) if is_reading(&event.kind) => return,
            Ok(event) if !event.need_rescan() => {
                let was_written = !matches!(
                    event.kind,
                    EventKind::Access(_) | EventKind::Modify(notify::event::ModifyKind::Metadata(_))
                );
                for path in event.paths {
                    *self.paths.entry(seen_from(root, &path)).or_default() |= was_written;
                }
            }
            _ => self.everything = true,
        }
        self.since.get_or_insert(now);
        self.last = Some(now);
    }

    /// When what was told is to be looked at; `None` where nothing was.
    fn due(&self) -> Option<Instant> {
        let is_many = self.everything || self.paths.len() >= MANY;
        let (quiet, patience) = if is_many { (QUIET_AFTER_MANY, PATIENCE_WITH_MANY) } else { (QUIET, PATIENCE) };
        Some((self.last? + quiet).min(self.since? + patience))
    }
}

fn is_reading(kind: &EventKind) -> bool {
    use notify::event::{AccessKind, AccessMode};
    matches!(kind, EventKind::Access(access) if *access != AccessKind::Close(AccessMode::Write))
}

fn unwatchable(path: &Path, source: notify::Error) -> WatchError {
    let path = path.to_owned();
    match source.kind {
        ErrorKind::MaxFilesWatch => WatchError::TooMany { path },
        _ => WatchError::Unwatchable { path, source: Box::new(source) },
    }
}

#[cfg(test)]
mod tests {
    use super::super::scope::tests::scope_of;
    use super::*;

    const LIMIT: Duration = Duration::from_secs(20);

    struct Place {
        folder: tempfile::TempDir,
        files: Files,
    }

    impl Place {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            std::fs::create_dir(folder.path().join("src")).unwrap();
            let root = folder.path().canonicalize().unwrap();
            let files = Files::watch(scope_of(&root, "ignored\n")).unwrap();
            Self { folder, files }
        }

        fn write(&self, path: &str) {
            std::fs::write(self.folder.path().join(path), path).unwrap();
        }

        /// What changes at once, as paths.
        async fn change(&mut self) -> Vec<PathBuf> {
            let before = Arc::clone(self.files.tree());
            tokio::time::timeout(LIMIT, self.files.changed()).await.unwrap().unwrap();
            self.files.tree().since(&before).paths().cloned().collect()
        }
    }

    #[tokio::test]
    async fn changes_are_seen_in_folders_that_came_later_too() {
        let mut place = Place::new();
        place.write("src/a.py");
        assert_eq!(place.change().await, [PathBuf::from("src/a.py")]);
        std::fs::create_dir_all(place.folder.path().join("src/new/deep")).unwrap();
        place.write("src/new/deep/b.py");
        assert_eq!(place.change().await, [PathBuf::from("src/new/deep/b.py")]);
        place.write("src/new/deep/c.py");
        assert_eq!(place.change().await, [PathBuf::from("src/new/deep/c.py")]);
        std::fs::rename(place.folder.path().join("src/new"), place.folder.path().join("lib")).unwrap();
        assert_eq!(
            place.change().await,
            ["lib/deep/b.py", "lib/deep/c.py", "src/new/deep/b.py", "src/new/deep/c.py"].map(PathBuf::from)
        );
        place.write("lib/deep/b.py");
        assert_eq!(place.change().await, [PathBuf::from("lib/deep/b.py")]);
    }

    #[tokio::test]
    async fn what_an_app_is_made_from_elsewhere_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let write = |path: &str, text: &str| {
            let path = root.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        write("app/kustomization.yaml", "resources: [../base]\n");
        write("base/kustomization.yaml", "resources: [all.yaml]\n");
        write("base/all.yaml", "a: 1\n");
        let scope = Scope::of(&crate::app::AppFile::read(&root.join("app")).unwrap());
        let mut place = Place { folder, files: Files::watch(scope).unwrap() };
        write("base/notes.txt", "");
        write("base/all.yaml", "a: 2\n");
        assert_eq!(place.change().await, [PathBuf::from("../base/all.yaml")]);
        write("base/all.yaml", "a: 3\n");
        assert_eq!(place.change().await, [PathBuf::from("../base/all.yaml")]);
    }

    #[tokio::test]
    async fn ten_thousand_files_are_one_change() {
        let mut place = Place::new();
        for number in 0..10_000 {
            place.write(&format!("src/{number}.py"));
        }
        assert_eq!(place.change().await.len(), 10_000);
    }

    #[tokio::test]
    async fn what_does_not_count_wakes_nobody() {
        let mut place = Place::new();
        std::fs::create_dir(place.folder.path().join("ignored")).unwrap();
        place.write("ignored/a");
        place.write(".a.swp");
        std::fs::read_dir(place.folder.path().join("src")).unwrap().count();
        place.write("b");
        assert_eq!(place.change().await, [PathBuf::from("b")]);
        std::fs::remove_file(place.folder.path().join("b")).unwrap();
        assert_eq!(place.change().await, [PathBuf::from("b")]);
    }
}
