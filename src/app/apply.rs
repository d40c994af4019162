//! Manifests from files, folders and standard input.

use std::path::{Path, PathBuf};

use super::AppError;
use crate::cluster::{Document, parse_manifest};

/// Where manifests come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ManifestSource {
    /// A file, or a folder whose .yaml, .yml and .json files are meant.
    Path(PathBuf),
    /// Text that was read already, with a name for errors.
    Text { name: String, text: String },
}

/// All objects of `sources`, in their order; an error where one of them holds none.
pub fn manifests(sources: &[ManifestSource]) -> Result<Vec<Document>, AppError> {
    let mut documents = Vec::new();
    for source in sources {
        let found = match source {
            ManifestSource::Text { name, text } => parse_manifest(name, text)?,
            ManifestSource::Path(path) if path.is_dir() => {
                let files: Result<Vec<_>, _> =
                    yaml_files(path)?.iter().map(|file| of_file(file, is_manifest)).collect();
                files?.concat()
            }
            ManifestSource::Path(path) => of_file(path, |_| true)?,
        };
        if found.is_empty() {
            let path = match source {
                ManifestSource::Text { name, .. } => PathBuf::from(name),
                ManifestSource::Path(path) => path.clone(),
            };
            return Err(AppError::NoManifests { path });
        }
        documents.extend(found);
    }
    Ok(documents)
}

fn of_file(path: &Path, counts: impl Fn(&str) -> bool) -> Result<Vec<Document>, AppError> {
    let text = std::fs::read_to_string(path).map_err(|source| match source.kind() {
        std::io::ErrorKind::NotFound => AppError::NoManifest { path: path.to_owned() },
        _ => AppError::Unreadable { path: path.to_owned(), source },
    })?;
    if counts(&text) { Ok(parse_manifest(&path.display().to_string(), &text)?) } else { Ok(Vec::new()) }
}

/// The YAML and JSON files of a folder, by name; not those below it.
pub(super) fn yaml_files(folder: &Path) -> Result<Vec<PathBuf>, AppError> {
    let unreadable = |source| AppError::Unreadable { path: folder.to_owned(), source };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let is_yaml = path.extension().is_some_and(|end| end == "yaml" || end == "yml" || end == "json");
        if is_yaml && path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Whether a file among others in a folder is meant for a cluster: it says apiVersion and kind, and is not what other
/// tools read. One with a mistake in it still counts, so that the mistake is told.
pub(super) fn is_manifest(text: &str) -> bool {
    let has = |field: &str| {
        text.lines().any(|line| {
            line.starts_with(field) || line.trim_start().starts_with(&format!("\"{}\"", field.trim_end_matches(':')))
        })
    };
    let is_for_other_tools = ["kustomize.config.k8s.io/", "devcluster.dev/"]
        .iter()
        .any(|group| text.contains(&format!("apiVersion: {group}")));
    has("apiVersion:") && has("kind:") && !is_for_other_tools
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_gives_its_manifests_only() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        write("b.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: b}\n");
        write(
            "a.json",
            "{\n  \"apiVersion\": \"v1\",\n  \"kind\": \"Service\",\n  \"metadata\": {\"name\": \"a\"}\n}\n",
        );
        write("values.yaml", "replicas: 1\n");
        write("kustomization.yaml", "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n");
        write("notes.txt", "kind: of\n");
        let found = manifests(&[ManifestSource::Path(folder.path().to_owned())]).unwrap();
        assert_eq!(found.iter().map(|document| document.name.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    }

    #[test]
    fn what_holds_nothing_is_an_error() {
        let error = |source| crate::fault::shown(&manifests(&[source]).unwrap_err());
        insta::assert_snapshot!(error(ManifestSource::Text { name: "standard input".into(), text: "# nothing\n".into() }), @r"
        error: no manifest is in `standard input`: no .yaml file with apiVersion and kind
        hint: see how manifests look with `devcluster new flask-api`
        ");
        insta::assert_snapshot!(error(ManifestSource::Path("nowhere.yaml".into())), @r"
        error: there is no file or folder `nowhere.yaml`
        hint: see what is there with `ls`
        ");
    }
}
