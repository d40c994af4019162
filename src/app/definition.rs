//! What an app is: its images, objects and service, from what its folder says and what its sources hold.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::sources::{ManifestSource, Tools, manifests};
use super::sync::SyncRule;
use super::{AppError, AppFile, ImageSpec, Opening};
use crate::cluster::{ApplySet, Document, Served, container_images};
use crate::image::transfer::Reference;

/// An app in a folder.
#[derive(Debug, Clone, PartialEq)]
pub struct App {
    pub folder: PathBuf,
    pub name: String,
    /// What is built for it, in this order.
    pub images: Vec<ImageSpec>,
    /// All of its objects.
    pub documents: Vec<Document>,
    /// Namespace and name of the Service that leads to it.
    pub service: Option<(String, String)>,
    /// Which part of it is looked at.
    pub open: Opening,
    /// Where objects without a namespace go.
    pub namespace: String,
    /// Where images are pushed to for clusters that are not ours.
    pub registry: Option<String>,
    /// Which changed files a watch copies into running containers.
    pub sync: Vec<SyncRule>,
}

impl App {
    /// The app that `file` describes, with all that its sources hold. `served` is what its cluster has.
    pub async fn load(tools: &Tools, file: AppFile, served: Option<&Served>) -> Result<Self, AppError> {
        if file.sources.is_empty() {
            return Err(AppError::NoManifests { path: file.folder });
        }
        let documents = manifests(tools, &file.sources, &file.folder, served).await?;
        let images = match file.images {
            Some(images) => images,
            None => vec![ImageSpec::of_folder(&image_of(&file.folder, &documents)?, &file.folder)],
        };
        let namespace = file.namespace;
        let service = service(&documents, file.open.service.as_deref(), &namespace);
        let AppFile { folder, name, open, registry, sync, .. } = file;
        Ok(Self { folder, name, images, documents, service, open, namespace, registry, sync })
    }

    /// Only what is built for the app: what a build needs, also where manifests are missing.
    pub async fn images(tools: &Tools, file: AppFile) -> Result<Vec<ImageSpec>, AppError> {
        match &file.images {
            Some(images) => Ok(images.clone()),
            None if file.sources.is_empty() => Err(AppError::NoImageName { path: file.folder }),
            None => Ok(Self::load(tools, file, None).await?.images),
        }
    }

    /// The set of objects that the app is in a cluster.
    pub fn set(&self) -> ApplySet {
        ApplySet::of_app(&self.name, &self.namespace)
    }
}

impl AppFile {
    /// Whether its sources ask what the cluster has.
    pub fn asks_for_cluster(&self) -> bool {
        self.sources.iter().any(|source| matches!(source, ManifestSource::Chart(_)))
    }

    /// The set of objects that the app is in a cluster.
    pub fn set(&self) -> ApplySet {
        ApplySet::of_app(&self.name, &self.namespace)
    }
}

/// The Service that is named, wherever it is, else the one that leads to the app from outside.
fn service(documents: &[Document], named: Option<&str>, namespace: &str) -> Option<(String, String)> {
    let place = |document: &Document| document.namespace.clone().unwrap_or_else(|| namespace.to_owned());
    let Some(name) = named else {
        return service_of(documents).map(|service| (place(service), service.name.clone()));
    };
    let found = documents.iter().find(|document| document.kind == "Service" && document.name == name);
    Some((found.map_or_else(|| namespace.to_owned(), place), name.to_owned()))
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

    async fn load(folder: &Path) -> Result<App, AppError> {
        App::load(&Tools::for_tests(), AppFile::read(folder)?, None).await
    }

    async fn message(files: &[(&str, &str)]) -> String {
        let folder = folder(files);
        let error = load(folder.path()).await.unwrap_err();
        let text = crate::fault::shown(&error);
        text.replace(&folder.path().display().to_string(), "FOLDER")
    }

    #[tokio::test]
    async fn a_folder_without_a_definition_speaks_for_itself() {
        let folder = folder(&[
            ("Dockerfile", "FROM scratch"),
            ("deployment.yaml", DEPLOYMENT),
            ("k8s/service.yml", SERVICE),
            ("compose.yaml", "services: {}\n"),
            ("cluster.yaml", "apiVersion: devcluster.dev/v1alpha1\nkind: Cluster\nmetadata: {name: dev}\n"),
        ]);
        let app = load(folder.path()).await.unwrap();
        let kinds: Vec<_> =
            app.documents.iter().map(|document| (document.place.as_str(), document.kind.as_str())).collect();
        assert_eq!(kinds, [("deployment.yaml", "Deployment"), ("k8s/service.yml", "Service")]);
        assert_eq!(app.images, [ImageSpec::of_folder("web:v1", folder.path())]);
        assert_eq!(app.service, Some(("default".to_owned(), "web-service".to_owned())));
    }

    #[tokio::test]
    async fn a_definition_says_what_to_take() {
        let definition = "apiVersion: devcluster.dev/v1alpha1\nkind: App\nname: shop\nimage: shop:v2\nmanifests: [deploy]\nservice: front\nnamespace: prod\n";
        let folder = folder(&[
            ("devcluster.yaml", definition),
            ("deploy/all.yaml", DEPLOYMENT),
            ("service.yaml", SERVICE),
            ("Dockerfile", ""),
        ]);
        let app = load(folder.path()).await.unwrap();
        assert_eq!((app.name.as_str(), app.namespace.as_str()), ("shop", "prod"));
        assert_eq!(app.images, [ImageSpec::of_folder("shop:v2", folder.path())]);
        assert_eq!(app.documents.len(), 1);
        assert_eq!(app.service, Some(("prod".to_owned(), "front".to_owned())));
    }

    #[tokio::test]
    async fn an_app_without_a_dockerfile_builds_nothing() {
        let folder = folder(&[("deployment.yaml", DEPLOYMENT)]);
        assert_eq!(load(folder.path()).await.unwrap().images, []);
    }

    #[tokio::test]
    async fn what_is_missing_or_unclear_is_said() {
        let other = DEPLOYMENT.replace("web:v1", "redis:7");
        insta::assert_snapshot!(message(&[("Dockerfile", "")]).await, @r"
        error: no manifest is in `FOLDER`: no .yaml file with apiVersion and kind
        hint: see how manifests look with `devcluster new flask-api`
        ");
        insta::assert_snapshot!(message(&[("Dockerfile", ""), ("a.yaml", DEPLOYMENT), ("b.yaml", &other)]).await, @r"
        error: the manifests in `FOLDER` use several images, so it is not clear which the Dockerfile builds: web:v1, redis:7
        hint: say which with a line `image: web:v1` in `FOLDER/devcluster.yaml`
        ");
        insta::assert_snapshot!(message(&[("devcluster.yaml", "apiVersion: v1\nkind: Pod\n")]).await);
        insta::assert_snapshot!(message(&[("deployment.yaml", "apiVersion: v1\nkind: Pod\n  metadata: {}\n")]).await, @r"
        error: `deployment.yaml` is not valid YAML
        caused by: mapping values are not allowed in this context at line 3 column 11
        hint: check the indentation at that line; strings with `: ` or `#` in them need quotes
        ");
    }
}
