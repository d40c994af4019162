//! The files of an app's folder as they were last looked at, and what changed between two looks.

use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::scope::Scope;

/// The files of a folder, by their paths below it.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    files: BTreeMap<PathBuf, File>,
    /// Counts changes.
    clock: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct File {
    stamp: Stamp,
    /// What the tree's clock said when it changed last.
    changed: u64,
}

/// What differs when a file is another, without a look into it. The change time follows every write, also of tools that
/// put the modification time back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    inode: u64,
    size: u64,
    mode: u32,
    change_time: (i64, i64),
}

/// What is other in a tree than in an earlier one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// Files that are new or other.
    pub written: Vec<PathBuf>,
    pub removed: Vec<PathBuf>,
}

impl Changes {
    /// All paths, written ones first.
    pub fn paths(&self) -> impl Iterator<Item = &PathBuf> {
        self.written.iter().chain(&self.removed)
    }

    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.written.is_empty() && self.removed.is_empty()
    }
}

impl Tree {
    /// Looks at a path below the root again, and at all below it. A file that `was_written` counts as changed also
    /// where its stamp is what it was: two writes within a tick of the kernel's clock have the same. `enter` is told
    /// each folder before it is listed.
    pub fn look(&mut self, scope: &Scope, path: &Path, was_written: bool, enter: &mut dyn FnMut(&Path)) {
        let whole = scope.root.join(path);
        match whole.symlink_metadata() {
            Ok(found) if found.is_dir() => {
                // It may have been a file.
                self.forget(path, |file| file == path);
                self.look_into(scope, path, enter);
            }
            Ok(found) if scope.holds(path) => {
                self.forget(path, |below| below != path);
                let stamp = stamp(&found);
                if was_written || self.files.get(path).is_none_or(|known| known.stamp != stamp) {
                    self.clock += 1;
                    self.files.insert(path.to_owned(), File { stamp, changed: self.clock });
                }
            }
            // Gone, or of no interest (any more).
            _ => self.forget(path, |_| true),
        }
    }

    fn look_into(&mut self, scope: &Scope, folder: &Path, enter: &mut dyn FnMut(&Path)) {
        if !scope.enters(folder) {
            return self.forget(folder, |_| true);
        }
        enter(folder);
        let entries = std::fs::read_dir(scope.root.join(folder)).into_iter().flatten().flatten();
        let names: std::collections::BTreeSet<_> = entries.map(|entry| entry.file_name()).collect();
        let is_gone = |path: &Path| {
            let below = path.strip_prefix(folder).ok().and_then(|below| below.iter().next());
            below.is_some_and(|name| !names.contains(name))
        };
        self.forget(folder, is_gone);
        for name in &names {
            self.look(scope, &folder.join(name), false, enter);
        }
    }

    /// Forgets what is at or below a path, as far as `which` says so.
    fn forget(&mut self, path: &Path, which: impl Fn(&Path) -> bool) {
        let at_or_below = self.files.range(path.to_owned()..).map(|(file, _)| file);
        let gone: Vec<_> =
            at_or_below.take_while(|file| file.starts_with(path)).filter(|file| which(file)).cloned().collect();
        for file in gone {
            self.files.remove(&file);
            self.clock += 1;
        }
    }

    /// What is other than in `before`, an earlier state of the same tree.
    pub fn since(&self, before: &Self) -> Changes {
        if self.clock == before.clock {
            return Changes::default();
        }
        let is_other =
            |(path, file): &(&PathBuf, &File)| before.files.get(*path).map(|old| old.changed) != Some(file.changed);
        Changes {
            written: self.files.iter().filter(is_other).map(|(path, _)| path.clone()).collect(),
            removed: before.files.keys().filter(|path| !self.files.contains_key(*path)).cloned().collect(),
        }
    }

    /// Whether a file or a folder with files is there.
    pub fn has(&self, path: &Path) -> bool {
        self.files.range(path.to_owned()..).next().is_some_and(|(file, _)| file.starts_with(path))
    }
}

fn stamp(found: &std::fs::Metadata) -> Stamp {
    Stamp {
        inode: found.ino(),
        size: found.size(),
        mode: found.mode(),
        change_time: (found.ctime(), found.ctime_nsec()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::scope::tests::scope_of;
    use super::*;

    struct Place {
        folder: tempfile::TempDir,
        scope: Scope,
        tree: Tree,
    }

    impl Place {
        fn new(ignore: &str) -> Self {
            let folder = tempfile::tempdir().unwrap();
            let scope = scope_of(folder.path(), ignore);
            Self { folder, scope, tree: Tree::default() }
        }

        fn write(&self, path: &str, text: &str) {
            let path = self.folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }

        /// Looks at a path, and tells what changed by that.
        fn look(&mut self, path: &str, was_written: bool) -> (Vec<String>, Vec<String>) {
            let before = self.tree.clone();
            self.tree.look(&self.scope, Path::new(path), was_written, &mut |_| {});
            let changes = self.tree.since(&before);
            let shown = |paths: Vec<PathBuf>| paths.into_iter().map(|path| path.display().to_string()).collect();
            (shown(changes.written), shown(changes.removed))
        }
    }

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|&word| word.to_owned()).collect()
    }

    #[test]
    fn edits_renames_and_removals_are_seen() {
        let mut place = Place::new("");
        place.write("app.py", "1");
        place.write("lib/a.py", "1");
        place.write("lib/deep/b.py", "1");
        assert_eq!(place.look("", false).0, words(&["app.py", "lib/a.py", "lib/deep/b.py"]));
        assert_eq!(place.look("", false), (vec![], vec![]));

        place.write("app.py", "22");
        assert_eq!(place.look("app.py", false), (words(&["app.py"]), vec![]));
        assert_eq!(place.look("app.py", true), (words(&["app.py"]), vec![]), "an event alone counts");

        std::fs::rename(place.folder.path().join("lib"), place.folder.path().join("pkg")).unwrap();
        assert_eq!(place.look("lib", false), (vec![], words(&["lib/a.py", "lib/deep/b.py"])));
        assert_eq!(place.look("pkg", false), (words(&["pkg/a.py", "pkg/deep/b.py"]), vec![]));

        std::fs::remove_dir_all(place.folder.path().join("pkg/deep")).unwrap();
        std::fs::remove_file(place.folder.path().join("pkg/a.py")).unwrap();
        place.write("pkg/a.py/now-a-folder", "1");
        assert_eq!(place.look("", false), (words(&["pkg/a.py/now-a-folder"]), words(&["pkg/a.py", "pkg/deep/b.py"])));
        assert!(place.tree.has(Path::new("pkg")) && !place.tree.has(Path::new("pkg/deep")));
    }

    #[test]
    fn the_same_content_of_another_file_is_a_change() {
        let mut place = Place::new("");
        place.write("a", "1");
        place.write("b", "1");
        place.look("", false);
        std::fs::rename(place.folder.path().join("b"), place.folder.path().join("a")).unwrap();
        assert_eq!(place.look("", false), (words(&["a"]), words(&["b"])));
    }

    #[test]
    fn what_is_ignored_is_not_entered() {
        let mut place = Place::new("node_modules\n");
        place.write("node_modules/a.js", "1");
        place.write("web.js", "1");
        let mut entered = Vec::new();
        place.tree.look(&place.scope, Path::new(""), false, &mut |folder| entered.push(folder.to_owned()));
        assert_eq!(entered, [PathBuf::new()]);
        assert!(!place.tree.has(Path::new("node_modules")));
    }
}
