//! The images of addons: in the engine, then on all nodes under the names by which pods ask for them.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::AddonError;
use super::catalogue::{Catalogue as Addons, Source};
use super::definition::{Addon, AddonImage};
use super::outside::name_registries;
use super::state::{AddonPhase, read_states};
use crate::app::{Tools, load_images};
use crate::cluster::{ClusterState, Kube};
use crate::image::transfer::EngineImage;
use crate::image::{Catalogue, ensure};

/// Makes sure that the engine has the images of an addon that are ours.
pub async fn provide(tools: &Tools, addon: &Addon, images: &Arc<Catalogue>) -> Result<(), AddonError> {
    let mut names: Vec<_> = folders(addon).collect();
    names.extend(addon.manifests.iter().map(|manifests| manifests.image.as_str()));
    names.sort_unstable();
    names.dedup();
    Ok(ensure(&tools.engine, &tools.reporter, images, &names, &tools.interrupt).await?)
}

/// Brings an addon's images to all nodes. What the engine does not have is left to a registry.
pub async fn bring(tools: &Tools, cluster: &ClusterState, addon: &Addon, images: &Catalogue) -> Result<(), AddonError> {
    let mut wanted = Vec::new();
    for name in folders(addon) {
        let folder = images.folder(name)?;
        wanted.push(EngineImage { name: folder.tag(), reference: Some(folder.reference()) });
    }
    for image in &addon.images {
        if let AddonImage::Reference(name) = image
            && tools.engine.find_image(name).await?.is_some()
        {
            wanted.push(EngineImage::named(name));
        }
    }
    if !wanted.is_empty() {
        load_images(tools.engine.as_ref(), &tools.reporter, cluster, &wanted).await?;
    }
    Ok(())
}

/// Brings what enabled addons have on nodes to those that lack it, new ones: images, and names of registries.
pub async fn supply(tools: &Tools, cluster: &ClusterState, kube: &Kube) -> Result<(), AddonError> {
    let states = read_states(kube).await?;
    let (addons, images) = (Addons::load()?, Arc::new(Catalogue::load()?));
    for (name, state) in states {
        name_registries(tools, cluster, &state.outside).await?;
        if state.phase != AddonPhase::Enabled || state.source != Source::Ours {
            continue;
        }
        let Ok((addon, _)) = addons.find(&name) else { continue };
        provide(tools, addon, &images).await?;
        bring(tools, cluster, addon, &images).await?;
    }
    Ok(())
}

/// The addons of a list of names; `all` is all of them.
pub fn named(names: &[String]) -> Result<Vec<String>, AddonError> {
    Ok(match names {
        [all] if all == "all" => Addons::load()?.addons().map(|addon| addon.name.clone()).collect(),
        names => names.to_vec(),
    })
}

/// Folders of the images that addons and what they need run, and have their manifests from.
pub fn image_folders(names: &[String]) -> Result<Vec<String>, AddonError> {
    let addons = Addons::load()?;
    let mut all = BTreeSet::new();
    for name in names {
        let (addon, _) = addons.find(name)?;
        for name in addons.needs_of(addon)?.into_iter().chain([name.clone()]) {
            let (addon, _) = addons.find(&name)?;
            all.extend(folders(addon).map(str::to_owned));
            all.extend(addon.manifests.iter().map(|manifests| manifests.image.clone()));
        }
    }
    Ok(all.into_iter().collect())
}

fn folders(addon: &Addon) -> impl Iterator<Item = &str> {
    addon.images.iter().filter_map(|image| match image {
        AddonImage::Folder(name) => Some(name.as_str()),
        AddonImage::Reference(_) => None,
    })
}
