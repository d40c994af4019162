//! Where an app's manifests are when nobody says so: a kustomization, a chart, or plain files.

use std::path::{Path, PathBuf};

use crate::app::AppError;
use crate::app::sources::{Chart, ManifestSource, has_kustomization, is_manifest, yaml_files};

/// Folders of an app whose manifests count beside those that stand next to its Dockerfile.
pub const MANIFEST_FOLDERS: [&str; 2] = ["k8s", "manifests"];
/// Folders that may be a kustomization.
pub const KUSTOMIZATION_FOLDERS: [&str; 3] = [".", "k8s", "manifests"];
/// Folders that may be a chart.
pub const CHART_FOLDERS: [&str; 2] = [".", "chart"];

/// The first that is there: a kustomization, a chart, files with manifests.
pub fn sources(folder: &Path, name: &str, namespace: &str) -> Result<Vec<ManifestSource>, AppError> {
    let within = |inner: &str| if inner == "." { folder.to_owned() } else { folder.join(inner) };
    if let Some(path) = KUSTOMIZATION_FOLDERS.into_iter().map(within).find(|path| has_kustomization(path)) {
        return Ok(vec![ManifestSource::Kustomization(path)]);
    }
    if let Some(path) = CHART_FOLDERS.into_iter().map(within).find(|path| path.join("Chart.yaml").is_file()) {
        let (release, namespace) = (Chart::release_of(name), namespace.to_owned());
        let chart = Chart { path, release, namespace, values: Vec::new(), set: Vec::new() };
        return Ok(vec![ManifestSource::Chart(chart)]);
    }
    let mut found = Vec::new();
    for place in std::iter::once(folder.to_owned()).chain(MANIFEST_FOLDERS.map(within)).filter(|path| path.is_dir()) {
        for file in yaml_files(&place)? {
            if is_manifest(&text(&file)?) {
                found.push(ManifestSource::Path(file));
            }
        }
    }
    Ok(found)
}

fn text(path: &PathBuf) -> Result<String, AppError> {
    std::fs::read_to_string(path).map_err(|source| AppError::Unreadable { path: path.clone(), source })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[&str]) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        for name in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "apiVersion: v1\nkind: Service\nmetadata: {name: a}\n").unwrap();
        }
        let shown = |path: &Path| path.strip_prefix(folder.path()).unwrap().display().to_string();
        let sources = sources(folder.path(), "My App", "default").unwrap();
        let word = |source: &ManifestSource| match source {
            ManifestSource::Kustomization(path) => format!("kustomization {}", shown(path)),
            ManifestSource::Chart(chart) => format!("chart {} as {}", shown(&chart.path), chart.release),
            ManifestSource::Path(path) => shown(path),
            other => format!("{other:?}"),
        };
        sources.iter().map(word).collect()
    }

    #[test]
    fn a_kustomization_comes_before_a_chart_and_files() {
        assert_eq!(found(&["a.yaml", "k8s/kustomization.yaml", "k8s/b.yaml", "Chart.yaml"]), ["kustomization k8s"]);
        assert_eq!(found(&["Kustomization", "a.yaml"]), ["kustomization "]);
        assert_eq!(found(&["chart/Chart.yaml", "a.yaml"]), ["chart chart as my-app"]);
        assert_eq!(found(&["a.yaml", "k8s/b.yml", "other/c.yaml"]), ["a.yaml", "k8s/b.yml"]);
    }
}
