//! From an addon's templates and settings to objects.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use ipnet::Ipv4Net;
use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;

use super::AddonError;
use super::certificate::certificate;
use super::definition::{Addon, AddonImage, OptionValue};
use super::options::Settings;
use crate::cluster::{ClusterState, Document, parse_manifest};
use crate::image::Catalogue;
use crate::plan::{api_address, registry_address};

/// What templates may know of the cluster.
#[derive(Debug, Clone, Serialize)]
pub struct Surroundings {
    pub name: String,
    /// How many.
    pub nodes: usize,
    pub workers: usize,
    /// The API server's own address, at port 6443.
    pub api: Ipv4Addr,
    /// Address of its registry; everyone may push to port 5002 there.
    pub registry: Ipv4Addr,
}

impl Surroundings {
    /// Of a cluster.
    pub fn of(state: &ClusterState) -> Self {
        let nodes = state.nodes.len();
        let workers = nodes - state.control_planes().count();
        let address = |of: fn(Ipv4Net) -> Ipv4Addr| state.subnet.map_or(Ipv4Addr::UNSPECIFIED, of);
        let (api, registry) = (address(api_address), address(registry_address));
        Self { name: state.name.clone(), nodes, workers, api, registry }
    }

    /// Of a cluster that is only thought of.
    pub fn sample() -> Self {
        let [api, registry] = [2, 4].map(|last| Ipv4Addr::new(172, 24, 0, last));
        Self { name: "dev".to_owned(), nodes: 1, workers: 0, api, registry }
    }
}

#[derive(Serialize)]
struct Values<'a> {
    /// The addon's own name.
    name: &'a str,
    options: &'a BTreeMap<String, OptionValue>,
    /// By the name of the folder, `-` as `_`: as pods ask for them.
    images: BTreeMap<String, String>,
    cluster: &'a Surroundings,
}

/// The objects of one file; `place` is what errors call it.
pub fn render(
    addon: &Addon,
    place: &str,
    text: &str,
    settings: &Settings,
    cluster: &Surroundings,
    images: &Catalogue,
) -> Result<Vec<Document>, AddonError> {
    Ok(parse_manifest(place, &render_text(addon, place, text, settings, cluster, images)?)?)
}

/// A text with an addon's values in it; one that is not known is an error.
pub fn render_text(
    addon: &Addon,
    place: &str,
    text: &str,
    settings: &Settings,
    cluster: &Surroundings,
    images: &Catalogue,
) -> Result<String, AddonError> {
    let folders = addon.images.iter().filter_map(|image| match image {
        AddonImage::Folder(name) => images.folder(name).ok(),
        AddonImage::Reference(_) => None,
    });
    let images = folders.map(|folder| (folder.name.replace('-', "_"), folder.reference())).collect();
    let values = Values { name: &addon.name, options: settings.values(), images, cluster };
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.add_function("certificate", certificate);
    environment
        .render_str(text, minijinja::value::Serde(&values))
        .map_err(|source| AddonError::Template { place: place.to_owned(), source })
}
