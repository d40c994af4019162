//! What an app is: its image, manifests and service, from devcluster.yaml or from the manifests themselves.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use serde::Deserialize;

use super::AppError;
use super::apply::{is_manifest, yaml_files};
use super::sync::{RuleDefinition, SyncRule, sync_rules};
use crate::cluster::{Document, container_images, parse_manifest};
use crate::image::transfer::Reference;
use crate::yaml;

pub(super) const FILE: &str = "devcluster.yaml";
const API_VERSION: &str = "devcluster.dev/v1alpha1";
const KIND: &str = "App";
/// Folders of an app whose manifests count beside those that stand next to its Dockerfile.
const MANIFEST_FOLDERS: [&str; 2] = ["k8s", "manifests"];

/// An app in a folder.
#[derive(Debug, Clone, PartialEq)]
pub struct App {
    pub folder: PathBuf,
    pub name: String,
    /// What its Dockerfile builds; `None` where it has no Dockerfile.
    pub image: Option<String>,
    /// All of its objects.
    pub documents: Vec<Document>,
    /// Namespace and name of the Service that leads to it.
    pub service: Option<(String, String)>,
    /// Where objects without a namespace go.
    pub namespace: String,
    /// Which changed files a watch copies into running containers.
    pub sync: Vec<SyncRule>,
    /// The files that its objects are read from, and folders whose YAML files may be such; relative to its folder.
    pub sources: Vec<PathBuf>,
}

/// devcluster.yaml as it is written. All but the first two can be left out.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Definition {
    api_version: String,
    kind: String,
    name: Option<String>,
    image: Option<String>,
    /// Files and folders, relative to the folder of the app.
    manifests: Option<Vec<PathBuf>>,
    service: Option<String>,
    namespace: Option<String>,
    sync: Option<Vec<RuleDefinition>>,
}

impl App {
    /// Reads the app in `folder`.
    pub fn load(folder: &Path) -> Result<Self, AppError> {
        let definition = definition(folder)?;
        let documents = documents(folder, definition.manifests.as_deref())?;
        let image = match definition.image {
            Some(image) => Some(image),
            None if has_dockerfile(folder) => Some(image_of(folder, &documents)?),
            None => None,
        };
        let namespace = definition.namespace.unwrap_or_else(|| "default".to_owned());
        let service = match definition.service {
            Some(name) => {
                let place = documents.iter().find(|document| document.kind == "Service" && document.name == name);
                let place = place.and_then(|document| document.namespace.clone());
                Some((place.unwrap_or_else(|| namespace.clone()), name))
            }
            None => service_of(&documents)
                .map(|service| (service.namespace.clone().unwrap_or_else(|| namespace.clone()), service.name.clone())),
        };
        let name = definition.name.unwrap_or_else(|| folder_name(folder));
        let sync = sync_rules(definition.sync.unwrap_or_default())
            .map_err(|reason| AppError::SyncRule { path: folder.join(FILE), reason })?;
        let sources = sources(definition.manifests.as_deref());
        Ok(Self { folder: folder.to_owned(), name, image, documents, service, namespace, sync, sources })
    }

    /// Only the name of the image that the folder's Dockerfile builds: what a build needs, also where manifests are
    /// missing.
    pub fn image_name(folder: &Path) -> Result<String, AppError> {
        let definition = definition(folder)?;
        match definition.image {
            Some(image) => Ok(image),
            None => image_of(folder, &documents(folder, definition.manifests.as_deref()).or_else(no_manifests)?),
        }
    }
}

fn no_manifests(error: AppError) -> Result<Vec<Document>, AppError> {
    if let AppError::NoManifests { .. } = error { Ok(Vec::new()) } else { Err(error) }
}

/// Whether the folder holds what an image is built from.
pub(super) fn has_dockerfile(folder: &Path) -> bool {
    folder.join("Dockerfile").is_file()
}

fn folder_name(folder: &Path) -> String {
    let whole = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    whole.file_name().map_or_else(|| "app".to_owned(), |name| name.to_string_lossy().into_owned())
}

fn definition(folder: &Path) -> Result<Definition, AppError> {
    if !folder.is_dir() {
        return Err(AppError::NoFolder { path: folder.to_owned() });
    }
    let path = folder.join(FILE);
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Definition::default()),
        Err(source) => return Err(AppError::Unreadable { path, source }),
    };
    let definition: Definition =
        yaml::parse(&text).map_err(|source| AppError::Definition { path: path.clone(), source })?;
    if definition.api_version != API_VERSION || definition.kind != KIND {
        return Err(AppError::NotAnApp { path, api_version: definition.api_version, kind: definition.kind });
    }
    Ok(definition)
}

fn documents(folder: &Path, named: Option<&[PathBuf]>) -> Result<Vec<Document>, AppError> {
    let mut documents = Vec::new();
    for path in manifest_files(folder, named)? {
        let text =
            std::fs::read_to_string(&path).map_err(|source| AppError::Unreadable { path: path.clone(), source })?;
        if named.is_none() && !is_manifest(&text) {
            continue;
        }
        let shown = path.strip_prefix(folder).unwrap_or(&path).display().to_string();
        let found = parse_manifest(&shown, &text)?;
        documents.extend(found.into_iter().filter(|document| !document.api_version.starts_with("devcluster.dev/")));
    }
    if documents.is_empty() {
        return Err(AppError::NoManifests { path: folder.to_owned() });
    }
    Ok(documents)
}

/// Where manifests are looked for, relative to the folder.
fn sources(named: Option<&[PathBuf]>) -> Vec<PathBuf> {
    let without_dot = |path: &PathBuf| path.components().filter(|part| *part != Component::CurDir).collect();
    match named {
        Some(named) => named.iter().map(without_dot).collect(),
        None => std::iter::once(PathBuf::new()).chain(MANIFEST_FOLDERS.map(PathBuf::from)).collect(),
    }
}

fn manifest_files(folder: &Path, named: Option<&[PathBuf]>) -> Result<Vec<PathBuf>, AppError> {
    let Some(named) = named else {
        let folders = std::iter::once(folder.to_owned()).chain(MANIFEST_FOLDERS.map(|name| folder.join(name)));
        let files: Result<Vec<_>, _> =
            folders.filter(|folder| folder.is_dir()).map(|folder| yaml_files(&folder)).collect();
        return Ok(files?.concat());
    };
    let mut files = Vec::new();
    for path in named {
        let path = folder.join(path);
        match path.is_dir() {
            true => files.extend(yaml_files(&path)?),
            false if path.exists() => files.push(path),
            false => return Err(AppError::NoManifest { path }),
        }
    }
    Ok(files)
}

/// The image of the workloads, where all of them use the same one.
fn image_of(folder: &Path, documents: &[Document]) -> Result<String, AppError> {
    let mut seen = BTreeSet::new();
    let whole =
        |image: &str| Reference::parse(image).map_or_else(|_| image.to_owned(), |name| name.as_str().to_owned());
    let images: Vec<&str> =
        documents.iter().flat_map(container_images).filter(|image| seen.insert(whole(image))).collect();
    match images.as_slice() {
        [] => Err(AppError::NoImageName { path: folder.to_owned() }),
        [image] => Ok((*image).to_owned()),
        several => Err(AppError::SeveralImages {
            path: folder.to_owned(),
            images: several.iter().map(|&image| image.to_owned()).collect(),
        }),
    }
}

/// The Service that leads to the app from outside: the first that is published, else the first.
fn service_of(documents: &[Document]) -> Option<&Document> {
    let services = || documents.iter().filter(|document| document.kind == "Service");
    let kind =
        |document: &Document| document.object.pointer("/spec/type").and_then(|kind| kind.as_str().map(str::to_owned));
    services()
        .find(|document| matches!(kind(document).as_deref(), Some("NodePort" | "LoadBalancer")))
        .or_else(|| services().next())
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEPLOYMENT: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {template: {spec: {containers: [{image: web:v1}]}}}\n";
    const SERVICE: &str = "apiVersion: v1\nkind: Service\nmetadata: {name: web-service}\nspec: {type: NodePort}\n";

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        folder
    }

    fn message(files: &[(&str, &str)]) -> String {
        let folder = folder(files);
        let error = App::load(folder.path()).unwrap_err();
        let text = crate::fault::shown(&error);
        text.replace(&folder.path().display().to_string(), "FOLDER")
    }

    #[test]
    fn a_folder_without_a_definition_speaks_for_itself() {
        let folder = folder(&[
            ("Dockerfile", "FROM scratch"),
            ("deployment.yaml", DEPLOYMENT),
            ("k8s/service.yml", SERVICE),
            ("compose.yaml", "services: {}\n"),
            ("cluster.yaml", "apiVersion: devcluster.dev/v1alpha1\nkind: Cluster\nmetadata: {name: dev}\n"),
        ]);
        let app = App::load(folder.path()).unwrap();
        let kinds: Vec<_> =
            app.documents.iter().map(|document| (document.place.as_str(), document.kind.as_str())).collect();
        assert_eq!(kinds, [("deployment.yaml", "Deployment"), ("k8s/service.yml", "Service")]);
        assert_eq!(app.image.as_deref(), Some("web:v1"));
        assert_eq!(app.service, Some(("default".to_owned(), "web-service".to_owned())));
    }

    #[test]
    fn a_definition_says_what_to_take() {
        let definition = "apiVersion: devcluster.dev/v1alpha1\nkind: App\nname: shop\nimage: shop:v2\nmanifests: [deploy]\nservice: front\nnamespace: prod\n";
        let folder = folder(&[
            ("devcluster.yaml", definition),
            ("deploy/all.yaml", DEPLOYMENT),
            ("service.yaml", SERVICE),
            ("Dockerfile", ""),
        ]);
        let app = App::load(folder.path()).unwrap();
        assert_eq!(
            (app.name.as_str(), app.image.as_deref(), app.namespace.as_str()),
            ("shop", Some("shop:v2"), "prod")
        );
        assert_eq!(app.documents.len(), 1);
        assert_eq!(app.service, Some(("prod".to_owned(), "front".to_owned())));
    }

    #[test]
    fn an_app_without_a_dockerfile_builds_nothing() {
        let folder = folder(&[("deployment.yaml", DEPLOYMENT)]);
        assert_eq!(App::load(folder.path()).unwrap().image, None);
    }

    #[test]
    fn what_is_missing_or_unclear_is_said() {
        let other = DEPLOYMENT.replace("web:v1", "redis:7");
        insta::assert_snapshot!(message(&[("Dockerfile", "")]), @r"
        error: no manifest is in `FOLDER`: no .yaml file with apiVersion and kind
        hint: see how manifests look with `devcluster new flask-api`
        ");
        insta::assert_snapshot!(message(&[("Dockerfile", ""), ("a.yaml", DEPLOYMENT), ("b.yaml", &other)]), @r"
        error: the manifests in `FOLDER` use several images, so it is not clear which the Dockerfile builds: web:v1, redis:7
        hint: say which with a line `image: web:v1` in `FOLDER/devcluster.yaml`
        ");
        insta::assert_snapshot!(message(&[("devcluster.yaml", "apiVersion: devcluster.dev/v1alpha1\nkind: App\nimages: a\n")]), @r"
        error: `FOLDER/devcluster.yaml` is not understood
        caused by: unknown field `images`, expected one of `apiVersion`, `kind`, `name`, `image`, `manifests`, `service`, `namespace`, `sync` at line 3 column 1
        hint: its fields are apiVersion, kind, name, image, manifests, service, namespace and sync; see one with `devcluster new flask-api`
        ");
        insta::assert_snapshot!(message(&[("devcluster.yaml", "apiVersion: v1\nkind: Pod\n")]), @r"
        error: `FOLDER/devcluster.yaml` is of kind `Pod` in `v1`, not `App` in `devcluster.dev/v1alpha1`
        hint: its fields are apiVersion, kind, name, image, manifests, service, namespace and sync; see one with `devcluster new flask-api`
        ");
        insta::assert_snapshot!(message(&[("deployment.yaml", "apiVersion: v1\nkind: Pod\n  metadata: {}\n")]), @r"
        error: `deployment.yaml` is not valid YAML
        caused by: mapping values are not allowed in this context at line 3 column 11
        hint: check the indentation at that line; strings with `: ` or `#` in them need quotes
        ");
    }
}
