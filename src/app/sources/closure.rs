//! The folders that a kustomization leads to: its bases and components, and theirs.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::files::{KUSTOMIZATIONS, kustomization_file};
use crate::app::AppError;
use crate::yaml;

/// Fields of a kustomization that may name folders.
const FIELDS: [&str; 7] =
    ["resources", "bases", "components", "configurations", "generators", "transformers", "validators"];

/// Folders and where they stand below the folder that they share.
#[derive(Debug, PartialEq, Eq)]
pub struct Closure {
    /// Path below the shared folder, and path on this machine.
    pub folders: Vec<(PathBuf, PathBuf)>,
    /// The kustomization itself, below the shared folder.
    pub target: PathBuf,
}

/// Follows a kustomization to all folders of this machine that it uses.
pub fn closure(folder: &Path) -> Result<Closure, AppError> {
    let real =
        |path: &Path| path.canonicalize().map_err(|source| AppError::Unreadable { path: path.to_owned(), source });
    let target = real(folder)?;
    let mut seen = BTreeSet::new();
    let mut open = vec![target.clone()];
    while let Some(folder) = open.pop() {
        if !seen.insert(folder.clone()) {
            continue;
        }
        for path in named(&folder)? {
            // What is not there is kustomize's to tell.
            if path.is_dir() {
                open.push(real(&path)?);
            }
        }
    }
    let shared = seen.iter().fold(target.clone(), |shared, folder| common(&shared, folder));
    let below = |path: &Path| path.strip_prefix(&shared).unwrap_or(path).to_owned();
    // What stands below another one goes along with it.
    let outermost = seen.iter().filter(|path| !seen.iter().any(|other| other != *path && path.starts_with(other)));
    Ok(Closure { folders: outermost.map(|path| (below(path), path.clone())).collect(), target: below(&target) })
}

/// All paths of this machine that a kustomization may be made from: its file, what that names, and the same of each folder
/// among that. Words that are no paths are among them, too: nothing is at theirs.
pub fn kustomization_places(folder: &Path) -> BTreeSet<PathBuf> {
    let mut places = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        let Ok(real) = folder.canonicalize() else { continue };
        if !seen.insert(real) {
            continue;
        }
        places.extend(KUSTOMIZATIONS.map(|name| folder.join(name)));
        let text = kustomization_file(&folder).and_then(|file| std::fs::read_to_string(file).ok()).unwrap_or_default();
        let mut words = Vec::new();
        collect_words(&yaml::parse(&text).unwrap_or_default(), &mut words);
        for path in words.iter().map(|word| folder.join(word)) {
            if path.is_dir() { open.push(path) } else { places.extend(Some(path)) }
        }
    }
    places
}

/// Words of one line; of `key=file` what may be a file.
fn collect_words(value: &Value, words: &mut Vec<String>) {
    match value {
        Value::String(text) if !text.is_empty() && !text.contains('\n') && !text.contains("://") => {
            words.push(text.split_once('=').map_or(text.as_str(), |(_, file)| file).to_owned());
        }
        Value::Array(items) => items.iter().for_each(|item| collect_words(item, words)),
        Value::Object(fields) => fields.values().for_each(|value| collect_words(value, words)),
        _ => {}
    }
}

fn named(folder: &Path) -> Result<Vec<PathBuf>, AppError> {
    let Some(file) = kustomization_file(folder) else { return Ok(Vec::new()) };
    let text = std::fs::read_to_string(&file).map_err(|source| AppError::Unreadable { path: file, source })?;
    // A file that is not understood is kustomize's to tell, too.
    let value: Value = yaml::parse(&text).unwrap_or_default();
    let words = FIELDS.iter().filter_map(|field| value.get(field)?.as_array()).flatten().filter_map(Value::as_str);
    Ok(words.map(|word| folder.join(word)).collect())
}

fn common(one: &Path, other: &Path) -> PathBuf {
    one.components().zip(other.components()).take_while(|(a, b)| a == b).map(|(part, _)| part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bases_beside_the_folder_are_found() {
        let root = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = root.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        write("overlays/dev/kustomization.yaml", "resources: [../../base, own.yaml, https://example.com/x]\n");
        write("base/kustomization.yaml", "resources: [inner, all.yaml]\n");
        write("base/inner/kustomization.yaml", "components: [../../parts]\n");
        write("parts/kustomization.yaml", "resources: [../base]\n");
        let places = kustomization_places(&root.path().join("overlays/dev"));
        let is_place = |path: &str| places.iter().any(|place| place.ends_with(path));
        assert!(is_place("overlays/dev/own.yaml") && is_place("base/all.yaml") && is_place("parts/kustomization.yaml"));
        let closure = closure(&root.path().join("overlays/dev")).unwrap();
        assert_eq!(closure.target, Path::new("overlays/dev"));
        let names: Vec<_> = closure.folders.iter().map(|(name, _)| name.display().to_string()).collect();
        assert_eq!(names, ["base", "overlays/dev", "parts"]);
    }

    #[test]
    fn one_base_beside_the_folder_is_found() {
        let root = tempfile::tempdir().unwrap();
        for (folder, text) in [("base", "resources: []\n"), ("overlays/dev", "resources: [../../base]\n")] {
            std::fs::create_dir_all(root.path().join(folder)).unwrap();
            std::fs::write(root.path().join(folder).join("kustomization.yaml"), text).unwrap();
        }
        let closure = closure(&root.path().join("overlays/dev")).unwrap();
        let names: Vec<_> = closure.folders.iter().map(|(name, _)| name.display().to_string()).collect();
        assert_eq!(
            (names, closure.target),
            (vec!["base".to_owned(), "overlays/dev".to_owned()], "overlays/dev".into())
        );
    }

    #[test]
    fn a_folder_by_itself_is_its_own_root() {
        let root = tempfile::tempdir().unwrap();
        let closure = closure(root.path()).unwrap();
        assert_eq!((closure.folders.len(), closure.target), (1, PathBuf::new()));
    }
}
