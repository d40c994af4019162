//! An addon out of a cluster: all that it made, and the fields that it set of others' objects.

use std::time::Duration;

use super::AddonError;
use super::catalogue::{Catalogue, Source};
use super::enable::manager;
use super::order;
use super::outside::take_back;
use super::state::{AddonPhase, AddonState, read_states, write_state};
use crate::app::{DownOptions, Place, Target, Tools, down};
use crate::cluster::{Applied, ApplySet, objects_of_kinds_of, take_back_fields};

/// How an addon is disabled.
#[derive(Debug, Clone, Copy)]
pub struct DisableOptions<'a> {
    /// Others that go at the same time; the rest of those that need it stand in the way.
    pub also: &'a [String],
    /// Volumes and the data in them too.
    pub volumes: bool,
    /// Objects of users too, whose kinds go with it.
    pub force: bool,
    pub timeout: Duration,
}

/// Disables an addon; what became of its objects: data in volumes may be kept.
pub async fn disable(
    tools: &Tools,
    target: &Target,
    name: &str,
    options: DisableOptions<'_>,
) -> Result<Vec<Applied>, AddonError> {
    let kube = &target.kube;
    let states = read_states(kube).await?;
    let Some(state) = states.get(name) else {
        return Err(not_there(name)?);
    };
    let catalogue = Catalogue::load()?;
    let mut by = Vec::new();
    for other in states.keys().filter(|other| *other != name && !options.also.contains(other)) {
        let Ok((addon, _)) = catalogue.find(other) else { continue };
        if order::needs(addon, |name| Ok(catalogue.find(name)?.0))?.iter().any(|need| need == name) {
            by.push(other.clone());
        }
    }
    if !by.is_empty() {
        return Err(AddonError::Needed { name: name.to_owned(), by });
    }
    if !options.force {
        let records = records(&catalogue, name, state);
        let objects = objects_of_kinds_of(kube, &ApplySet::of_addon(name), &records).await?;
        if !objects.is_empty() {
            let objects = objects.iter().map(Applied::title).collect();
            return Err(AddonError::TakesObjects { name: name.to_owned(), objects });
        }
    }
    let going = AddonState { phase: AddonPhase::Disabling, ..state.clone() };
    write_state(kube, name, Some(&going)).await?;
    if let Place::Ours(cluster) = &target.place {
        take_back(tools, cluster, &state.outside).await?;
    }
    take_back_fields(kube, &state.fields, &manager(name)).await?;
    let objects = down(
        tools,
        target,
        &ApplySet::of_addon(name),
        DownOptions { volumes: options.volumes, timeout: options.timeout },
    )
    .await?;
    write_state(kube, name, None).await?;
    Ok(objects)
}

/// Kinds of its own programs' notes; none where its folder is gone.
fn records(catalogue: &Catalogue, name: &str, state: &AddonState) -> Vec<String> {
    let definition = match &state.source {
        Source::Ours => catalogue.find(name).map(|(addon, _)| addon.clone()).ok(),
        Source::Folder(path) => catalogue.of_word(&path.display().to_string()).map(|(addon, ..)| addon).ok(),
        Source::Chart(_) => None,
    };
    definition.map(|addon| addon.records).unwrap_or_default()
}

/// An addon that nobody knows is told as that.
fn not_there(name: &str) -> Result<AddonError, AddonError> {
    let is_known = Catalogue::load()?.find(name).map(drop);
    Ok(is_known.err().unwrap_or(AddonError::NotEnabled { name: name.to_owned() }))
}
