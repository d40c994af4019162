//! The addons that there are, and what a cluster has of them.

use std::collections::BTreeMap;

use serde::Serialize;

use super::AddonError;
use super::catalogue::Catalogue;
use super::state::{AddonPhase, AddonState, read_states};
use crate::cluster::Kube;

/// A line of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ListedAddon {
    pub name: String,
    pub summary: String,
    /// Of the one that can be had; of folders of one's own that of the one that is there.
    pub version: String,
    /// `None` where it is not there.
    pub phase: Option<AddonPhase>,
    /// Of the one that is there, where it differs.
    pub enabled_version: Option<String>,
    /// Why it failed.
    pub reason: Option<String>,
    /// Memory that it takes at rest.
    pub memory: Option<String>,
}

/// All addons by name; without a cluster none is enabled.
pub async fn list(kube: Option<&Kube>) -> Result<Vec<ListedAddon>, AddonError> {
    let mut states = match kube {
        Some(kube) => read_states(kube).await?,
        None => BTreeMap::new(),
    };
    let catalogue = Catalogue::load()?;
    let ours = catalogue.addons().map(|addon| {
        let state = states.remove(&addon.name);
        ListedAddon {
            summary: addon.summary.clone(),
            memory: addon.memory.clone(),
            ..listed(&addon.name, addon.version.clone(), state)
        }
    });
    let mut all: Vec<_> = ours.collect();
    all.extend(states.into_iter().map(|(name, state)| listed(&name, state.version.clone(), Some(state))));
    all.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(all)
}

fn listed(name: &str, version: String, state: Option<AddonState>) -> ListedAddon {
    ListedAddon {
        name: name.to_owned(),
        summary: String::new(),
        phase: state.as_ref().map(|state| state.phase),
        enabled_version: state.as_ref().map(|state| state.version.clone()).filter(|there| *there != version),
        reason: state.and_then(|state| state.reason),
        version,
        memory: None,
    }
}
