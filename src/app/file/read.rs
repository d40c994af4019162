//! An app's folder before anything is built or rendered: devcluster.yaml, filled up with what the folder shows.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::decode::decode;
use super::written::{Chart as WrittenChart, Image, Written};
use super::{FileError, detect};
use crate::app::AppError;
use crate::app::sources::{Chart, ManifestSource};
use crate::app::sync::SyncRule;
use crate::yaml::{Problems, parse_marked};

pub(in crate::app) const FILE: &str = "devcluster.yaml";
const DEFAULT_NAMESPACE: &str = "default";

/// An app as its folder describes it.
#[derive(Debug, Clone, PartialEq)]
pub struct AppFile {
    pub folder: PathBuf,
    pub name: String,
    /// Where objects without a namespace go.
    pub namespace: String,
    /// Images that are built; `None` where the manifests have to say how the Dockerfile's is called.
    pub images: Option<Vec<ImageSpec>>,
    pub sources: Vec<ManifestSource>,
    pub open: Opening,
    /// Where images are pushed to for clusters that are not ours, `ghcr.io/me`.
    pub registry: Option<String>,
    /// Which changed files a watch copies into running containers.
    pub sync: Vec<SyncRule>,
    /// Nobody names the sources, so more may be found another time.
    pub finds_sources: bool,
}

/// An image to be built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageSpec {
    pub name: String,
    /// Folder that is sent to the builder.
    pub context: PathBuf,
    pub dockerfile: PathBuf,
    /// Stage of the Dockerfile; the last where none is named.
    pub target: Option<String>,
    pub args: BTreeMap<String, String>,
}

/// Which part of the app is looked at in a browser.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Opening {
    pub service: Option<String>,
    /// Number or name of a port of the service.
    pub port: Option<String>,
    /// Begins with a slash where it is not empty.
    pub path: String,
}

impl ImageSpec {
    /// The image that the Dockerfile of a folder makes.
    pub fn of_folder(name: &str, folder: &Path) -> Self {
        Self {
            name: name.to_owned(),
            context: folder.to_owned(),
            dockerfile: folder.join("Dockerfile"),
            target: None,
            args: BTreeMap::new(),
        }
    }
}

impl AppFile {
    /// Reads what is in `folder`.
    pub fn read(folder: &Path) -> Result<Self, AppError> {
        if !folder.is_dir() {
            return Err(AppError::NoFolder { path: folder.to_owned() });
        }
        let written = written(folder)?;
        let name = written.name.clone().unwrap_or_else(|| folder_name(folder));
        let namespace = written.namespace.clone().unwrap_or_else(|| DEFAULT_NAMESPACE.to_owned());
        let finds_sources = !written.names_sources();
        let sources = sources(folder, &name, &namespace, &written)?;
        let images = match (written.images, written.image) {
            (Some(images), _) => Some(images.into_iter().map(|image| image_spec(folder, image)).collect()),
            (None, Some(image)) => Some(vec![ImageSpec::of_folder(&image, folder)]),
            (None, None) if has_dockerfile(folder) => None,
            (None, None) => Some(Vec::new()),
        };
        let open = written.open;
        let path = open.as_ref().and_then(|open| open.path.clone()).unwrap_or_default();
        Ok(Self {
            folder: folder.to_owned(),
            name,
            namespace,
            images,
            sources,
            open: Opening {
                service: written.service.or_else(|| open.as_ref()?.service.clone()),
                port: open.and_then(|open| open.port),
                path: if path.is_empty() || path.starts_with('/') { path } else { format!("/{path}") },
            },
            registry: written.registry,
            sync: written.sync,
            finds_sources,
        })
    }

    /// Namespace and name of an app: the one that is named, else that in `folder`.
    pub fn named_or_here(
        name: Option<&str>,
        namespace: Option<&str>,
        folder: &Path,
    ) -> Result<(String, String), AppError> {
        if let Some(name) = name {
            return Ok((namespace.unwrap_or(DEFAULT_NAMESPACE).to_owned(), name.to_owned()));
        }
        let file = Self::read(folder)?;
        Ok((namespace.map_or(file.namespace, str::to_owned), file.name))
    }

    /// Whether the folder has a file that says that it is an app.
    pub fn is_in(folder: &Path) -> bool {
        folder.join(FILE).is_file()
    }
}

/// Whether the folder holds what an image is built from.
fn has_dockerfile(folder: &Path) -> bool {
    folder.join("Dockerfile").is_file()
}

fn folder_name(folder: &Path) -> String {
    let whole = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    whole.file_name().map_or_else(|| "app".to_owned(), |name| name.to_string_lossy().into_owned())
}

fn written(folder: &Path) -> Result<Written, AppError> {
    let path = folder.join(FILE);
    let path = path.strip_prefix(".").map_or_else(|_| path.clone(), Path::to_owned);
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Written::default()),
        Err(source) => return Err(AppError::Unreadable { path, source }),
    };
    let mut problems = Problems::default();
    let written = match parse_marked(&text) {
        Ok(tree) => decode(&tree, &mut problems),
        Err(problem) => {
            problems.add(problem.place, problem.message);
            None
        }
    };
    match written.filter(|_| problems.is_empty()) {
        Some(written) => Ok(written),
        None => Err(FileError { path, text, problems: problems.into_sorted() }.into()),
    }
}

fn image_spec(folder: &Path, image: Image) -> ImageSpec {
    let context = image.context.map_or_else(|| folder.to_owned(), |context| folder.join(context));
    // As Compose has it: the Dockerfile is one of the context's files.
    let dockerfile = context.join(image.dockerfile.as_deref().unwrap_or("Dockerfile"));
    ImageSpec { name: image.name, context, dockerfile, target: image.target, args: image.args }
}

/// All that is named; where nothing is, what the folder shows.
fn sources(folder: &Path, name: &str, namespace: &str, written: &Written) -> Result<Vec<ManifestSource>, AppError> {
    if !written.names_sources() {
        return detect::sources(folder, name, namespace);
    }
    let named = written.manifests.iter().flatten().map(|word| ManifestSource::of_word(word, folder));
    let kustomization = written.kustomization.iter().map(|path| {
        let path = folder.join(path);
        // The file is as good as the folder that it is in.
        let path = if path.is_file() { path.parent().unwrap_or(folder).to_owned() } else { path };
        ManifestSource::Kustomization(path)
    });
    let chart = written.chart.iter().map(|chart| ManifestSource::Chart(chart_of(folder, name, namespace, chart)));
    Ok(named.chain(kustomization).chain(chart).collect())
}

fn chart_of(folder: &Path, name: &str, namespace: &str, chart: &WrittenChart) -> Chart {
    Chart {
        path: folder.join(&chart.path),
        release: chart.release.clone().unwrap_or_else(|| Chart::release_of(name)),
        namespace: chart.namespace.clone().unwrap_or_else(|| namespace.to_owned()),
        values: chart.values.iter().map(|path| folder.join(path)).collect(),
        set: chart.set.iter().map(|(key, value)| format!("{key}={}", escaped(value))).collect(),
    }
}

/// A comma would begin the next setting.
fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace(',', "\\,")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> (tempfile::TempDir, Result<AppFile, AppError>) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(FILE), format!("apiVersion: devcluster.dev/v1alpha1\nkind: App\n{text}"))
            .unwrap();
        let file = AppFile::read(folder.path());
        (folder, file)
    }

    #[test]
    fn several_images_and_sources_are_read() {
        let (folder, file) = file(
            "name: shop\nregistry: ghcr.io/me/\nimages:\n- {name: web:v1, context: web, target: prod, args: {PORT: 80}}\n- {name: api:v1, dockerfile: docker/Dockerfile}\n\
             manifests: [a.yaml, https://example.com/b.yaml]\nkustomization: k8s\nchart: {path: chart, values: [prod.yaml], set: {image.tag: v1, list: 'a,b'}}\n\
             open: {service: web, port: 8080, path: admin}\n",
        );
        let (folder, file) = (folder.path(), file.unwrap());
        let images = file.images.unwrap();
        assert_eq!(images[0].context, folder.join("web"));
        assert_eq!(images[0].args["PORT"], "80");
        assert_eq!(images[1].dockerfile, folder.join("docker/Dockerfile"));
        assert_eq!(file.registry.as_deref(), Some("ghcr.io/me"));
        assert_eq!(
            file.open,
            Opening { service: Some("web".into()), port: Some("8080".into()), path: "/admin".into() }
        );
        let chart = Chart {
            path: folder.join("chart"),
            release: "shop".into(),
            namespace: "default".into(),
            values: vec![folder.join("prod.yaml")],
            set: vec!["image.tag=v1".into(), "list=a\\,b".into()],
        };
        assert_eq!(
            file.sources,
            [
                ManifestSource::Path(folder.join("a.yaml")),
                ManifestSource::Url("https://example.com/b.yaml".into()),
                ManifestSource::Kustomization(folder.join("k8s")),
                ManifestSource::Chart(chart),
            ]
        );
    }

    #[test]
    fn all_problems_are_told_with_their_places() {
        let (folder, file) = file(
            "nmae: shop\nimage: Shop\nimages:\n- {context: .}\nservice: web\nopen: {service: web, prot: 80}\nregistry: me\nchart: {}\n\
             sync:\n- {from: '*.py', to: app}\n- {from: a, to: /a, then: restart, signal: HUP}\n- {to: /a}\n",
        );
        let text = crate::fault::shown(&file.unwrap_err());
        insta::assert_snapshot!(text.replace(&folder.path().display().to_string(), "FOLDER"));
    }
}
