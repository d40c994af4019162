//! What an app's objects are read from: which files are, and which may come to be.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::place::plain;
use crate::app::file::{CHART_FOLDERS, FILE, KUSTOMIZATION_FOLDERS, MANIFEST_FOLDERS};
use crate::app::sources::{KUSTOMIZATIONS, kustomization_places};
use crate::app::{AppFile, Chart, ManifestSource};

const CHART_FILE: &str = "Chart.yaml";
/// What of a chart's folder is the chart's, where other things of the app are in it too.
const CHART_FILES: [&str; 4] = [CHART_FILE, "Chart.lock", "values.yaml", "values.schema.json"];
const CHART_TREES: [&str; 3] = ["charts", "crds", "templates"];

/// What an app is read from. Paths are whole ones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sources {
    files: BTreeSet<PathBuf>,
    /// Folders whose YAML files may be manifests.
    folders: BTreeSet<PathBuf>,
    /// Folders of which all is read.
    trees: BTreeSet<PathBuf>,
}

impl Sources {
    /// Of an app, by its files as they are now.
    pub fn of(app: &AppFile) -> Self {
        let mut sources = Self::default();
        sources.add_file(&app.folder.join(FILE));
        for source in &app.sources {
            match source {
                ManifestSource::Path(path) => {
                    sources.add_file(path);
                    // Also where it is yet to be made.
                    sources.folders.insert(plain(path));
                }
                ManifestSource::Kustomization(folder) => {
                    kustomization_places(folder).iter().for_each(|path| sources.add_file(path));
                }
                ManifestSource::Chart(chart) => sources.add_chart(chart, app),
                ManifestSource::Url(_) | ManifestSource::Text { .. } => {}
            }
        }
        if app.finds_sources {
            let within = |name: &str| plain(&app.folder.join(name));
            sources.folders.extend(MANIFEST_FOLDERS.map(within));
            sources.folders.insert(within("."));
            for folder in KUSTOMIZATION_FOLDERS.map(within) {
                sources.files.extend(KUSTOMIZATIONS.map(|name| folder.join(name)));
            }
            sources.files.extend(CHART_FOLDERS.map(|folder| within(folder).join(CHART_FILE)));
        }
        sources
    }

    fn add_file(&mut self, path: &Path) {
        self.files.insert(plain(path));
    }

    fn add_chart(&mut self, chart: &Chart, app: &AppFile) {
        chart.values.iter().for_each(|path| self.add_file(path));
        let folder = plain(&chart.path);
        if !plain(&app.folder).starts_with(&folder) {
            // One that is packed is a file.
            self.files.insert(folder.clone());
            self.trees.insert(folder);
            return;
        }
        self.files.extend(CHART_FILES.map(|name| folder.join(name)));
        self.trees.extend(CHART_TREES.map(|name| folder.join(name)));
    }

    /// Whether the app is read from a file for sure.
    pub fn has(&self, path: &Path) -> bool {
        self.files.contains(path) || self.is_in_tree(path)
    }

    /// Whether it may be: it is, or is YAML in a folder of such.
    pub fn may_have(&self, path: &Path) -> bool {
        let is_in_folder = || path.parent().is_some_and(|folder| self.folders.contains(folder));
        self.has(path) || (is_yaml(path) && is_in_folder())
    }

    /// Whether a file is nothing but a source. One that a kustomization puts into a ConfigMap may be in an image too.
    pub fn is_only_source(&self, path: &Path) -> bool {
        is_yaml(path) || self.is_in_tree(path)
    }

    /// Whether files that are read may be in a folder, or below it.
    pub fn enters(&self, folder: &Path) -> bool {
        self.places().any(|place| place.starts_with(folder)) || self.is_in_tree(folder)
    }

    /// All that has to be looked at.
    pub fn places(&self) -> impl Iterator<Item = &PathBuf> {
        self.files.iter().chain(&self.folders).chain(&self.trees)
    }

    fn is_in_tree(&self, path: &Path) -> bool {
        path.ancestors().any(|above| self.trees.contains(above))
    }
}

fn is_yaml(path: &Path) -> bool {
    path.extension().is_some_and(|end| end == "yaml" || end == "yml" || end == "json")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources(files: &[(&str, &str)]) -> (tempfile::TempDir, Sources) {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let sources = Sources::of(&AppFile::read(&folder.path().join("app")).unwrap());
        (folder, sources)
    }

    fn may_have(files: &[(&str, &str)], paths: &[&str]) -> Vec<bool> {
        let (folder, sources) = sources(files);
        paths.iter().map(|path| sources.may_have(&folder.path().join(path))).collect()
    }

    #[test]
    fn bases_and_generated_files_of_a_kustomization_are_read() {
        let files = [
            (
                "app/k8s/kustomization.yaml",
                "resources: [../../base, a.yaml]\nconfigMapGenerator: [{name: a, files: [b=app.ini]}]\n",
            ),
            ("base/kustomization.yaml", "resources: [all.yaml]\n"),
            ("base/all.yaml", ""),
        ];
        let paths = ["base/all.yaml", "base/kustomization.yaml", "app/k8s/a.yaml", "app/k8s/app.ini"];
        assert_eq!(may_have(&files, &paths), [true; 4]);
        assert_eq!(may_have(&files, &["base/notes.txt", "app/app.py", "other/a.yaml"]), [false; 3]);
    }

    #[test]
    fn all_of_a_chart_is_read_and_its_values() {
        let definition =
            "apiVersion: devcluster.dev/v1alpha1\nkind: App\nchart: {path: chart, values: [../dev.yaml]}\n";
        let files = [("app/devcluster.yaml", definition), ("app/chart/Chart.yaml", "")];
        let paths = ["app/chart/templates/_helpers.tpl", "app/chart/files/a.ini", "dev.yaml", "app/devcluster.yaml"];
        assert_eq!(may_have(&files, &paths), [true; 4]);
        assert_eq!(may_have(&files, &["app/deployment.yaml", "app/app.py"]), [false; 2]);
    }

    #[test]
    fn a_chart_beside_the_sources_takes_only_what_is_its_own() {
        let files = [("app/Chart.yaml", ""), ("app/templates/a.yaml", "")];
        assert_eq!(may_have(&files, &["app/values.yaml", "app/templates/NOTES.txt"]), [true; 2]);
        assert_eq!(may_have(&files, &["app/app.py", "app/requirements.txt"]), [false; 2]);
    }
}
