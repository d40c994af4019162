//! Manifests in files and folders of this machine.

use std::path::{Path, PathBuf};

use crate::app::AppError;
use crate::cluster::{Document, parse_manifest};

/// Names of the file that makes a folder a kustomization.
pub const KUSTOMIZATIONS: [&str; 3] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/// All objects of a file, or of the manifests among a folder's files. What is for devcluster itself is left out.
pub fn read(path: &Path, base: &Path) -> Result<Vec<Document>, AppError> {
    if !path.is_dir() {
        return of_file(path, base, |_| true);
    }
    let files: Result<Vec<_>, _> = yaml_files(path)?.iter().map(|file| of_file(file, base, is_manifest)).collect();
    Ok(files?.concat())
}

fn of_file(path: &Path, base: &Path, counts: impl Fn(&str) -> bool) -> Result<Vec<Document>, AppError> {
    let text = std::fs::read_to_string(path).map_err(|source| match source.kind() {
        std::io::ErrorKind::NotFound => AppError::NoManifest { path: path.to_owned() },
        _ => AppError::Unreadable { path: path.to_owned(), source },
    })?;
    if !counts(&text) {
        return Ok(Vec::new());
    }
    let shown = path.strip_prefix(base).unwrap_or(path).display().to_string();
    let mut found = parse_manifest(&shown, &text)?;
    found.retain(|document| !document.api_version.starts_with("devcluster.dev/"));
    Ok(found)
}

/// The file that makes a folder a kustomization, if there is one.
pub fn kustomization_file(folder: &Path) -> Option<PathBuf> {
    KUSTOMIZATIONS.iter().map(|name| folder.join(name)).find(|path| path.is_file())
}

/// Whether a folder is a kustomization.
pub fn has_kustomization(folder: &Path) -> bool {
    kustomization_file(folder).is_some()
}

/// The YAML and JSON files of a folder, by name; not those below it.
pub fn yaml_files(folder: &Path) -> Result<Vec<PathBuf>, AppError> {
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
pub fn is_manifest(text: &str) -> bool {
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
        let found = read(folder.path(), folder.path()).unwrap();
        let names: Vec<_> = found.iter().map(|document| (document.place.as_str(), document.name.as_str())).collect();
        assert_eq!(names, [("a.json", "a"), ("b.yaml", "b")]);
    }

    #[test]
    fn a_file_that_is_not_there_is_said() {
        insta::assert_snapshot!(crate::fault::shown(&read("nowhere.yaml".as_ref(), "".as_ref()).unwrap_err()), @r"
        error: there is no file or folder `nowhere.yaml`
        hint: see what is there with `ls`
        ");
    }
}
