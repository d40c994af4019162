//! devcluster.yaml as it is written, paths as they stand there.

use std::collections::BTreeMap;

use crate::app::sync::SyncRule;

/// What a person says of an app; all of it can be left out.
#[derive(Debug, Default)]
pub struct Written {
    pub name: Option<String>,
    pub namespace: Option<String>,
    /// Registry and folder that images are pushed to for other clusters.
    pub registry: Option<String>,
    /// The name of the image that the folder's own Dockerfile makes.
    pub image: Option<String>,
    pub images: Option<Vec<Image>>,
    /// Files, folders and URLs.
    pub manifests: Option<Vec<String>>,
    pub kustomization: Option<String>,
    pub chart: Option<Chart>,
    pub service: Option<String>,
    pub open: Option<Open>,
    /// Which changed files a watch copies into running containers.
    pub sync: Vec<SyncRule>,
}

impl Written {
    /// Whether it says where the app's objects come from.
    pub fn names_sources(&self) -> bool {
        self.manifests.is_some() || self.kustomization.is_some() || self.chart.is_some()
    }
}

/// An image that is built.
#[derive(Debug)]
pub struct Image {
    pub name: String,
    pub context: Option<String>,
    pub dockerfile: Option<String>,
    pub target: Option<String>,
    pub args: BTreeMap<String, String>,
}

/// A Helm chart.
#[derive(Debug)]
pub struct Chart {
    pub path: String,
    pub release: Option<String>,
    pub namespace: Option<String>,
    pub values: Vec<String>,
    pub set: BTreeMap<String, String>,
}

/// Where the app is looked at.
#[derive(Debug)]
pub struct Open {
    pub service: Option<String>,
    /// Number or name of a port of the service.
    pub port: Option<String>,
    pub path: Option<String>,
}
