//! An addon that has to be there as this program has it.

use super::AddonError;
use super::catalogue::{Catalogue, Source};
use super::enable::{EnableOptions, enable};
use super::state::{AddonPhase, state_of};
use crate::app::Tools;
use crate::cluster::{self, ClusterState, Kube};
use crate::image;

/// Enables an addon of ours where it is not there, of another version, or made of other images than this program's.
pub async fn bring_up_to_date(
    tools: &Tools,
    cluster: &ClusterState,
    kube: &Kube,
    name: &str,
    options: &EnableOptions,
) -> Result<(), AddonError> {
    let catalogue = Catalogue::load()?;
    let (addon, _) = catalogue.find(name)?;
    let state = state_of(kube, name).await?;
    let is_there = state.is_some_and(|state| {
        state.phase == AddonPhase::Enabled && state.version == addon.version && state.source == Source::Ours
    });
    if is_there {
        let images = image::Catalogue::load()?;
        let users = cluster::image_users(kube).await?;
        let is_used = |folder: &image::Folder| users.iter().any(|user| user.image == folder.reference());
        let folders = addon.images.iter().filter_map(|image| images.folder(image.name()).ok());
        if folders.into_iter().all(is_used) {
            return Ok(());
        }
    }
    enable(tools, cluster, kube, name, options).await.map(drop)
}
