//! What became of an addon in a cluster: kept there, as JSON, an entry for each.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::AddonError;
use super::catalogue::Source;
use super::definition::OptionValue;
use super::outside::Outside;
use crate::cluster::{Kube, ObjectName, read_addon_states, write_addon_state};

/// How far an addon is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AddonPhase {
    /// On its way, or cut off there.
    Enabling,
    Enabled,
    /// Half of it is there.
    Failed,
    /// On its way out, or cut off there.
    Disabling,
}

impl AddonPhase {
    /// In a word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Enabling => "enabling",
            Self::Enabled => "enabled",
            Self::Failed => "failed",
            Self::Disabling => "disabling",
        }
    }
}

/// An addon in a cluster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AddonState {
    pub phase: AddonPhase,
    pub version: String,
    #[serde(default)]
    pub source: Source,
    #[serde(default)]
    pub options: BTreeMap<String, OptionValue>,
    /// Objects of others that it has set fields of.
    #[serde(default)]
    pub fields: Vec<ObjectName>,
    /// What it has beside its objects.
    #[serde(default, skip_serializing_if = "Outside::is_empty")]
    pub outside: Outside,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// All addons that a cluster has, by name. What a later version has written in a way of its own is left out.
pub async fn read_states(kube: &Kube) -> Result<BTreeMap<String, AddonState>, AddonError> {
    let all = read_addon_states(kube).await?;
    Ok(all.into_iter().filter_map(|(name, text)| Some((name, serde_json::from_str(&text).ok()?))).collect())
}

/// Notes what became of an addon; `None` that it is gone.
pub async fn write_state(kube: &Kube, name: &str, state: Option<&AddonState>) -> Result<(), AddonError> {
    let text = state.map(serde_json::to_string).transpose().map_err(AddonError::Unwritable)?;
    Ok(write_addon_state(kube, name, text.as_deref()).await?)
}

/// Whether a cluster has an addon, whole.
pub async fn is_enabled(kube: &Kube, name: &str) -> Result<bool, AddonError> {
    Ok(state_of(kube, name).await?.is_some_and(|state| state.phase == AddonPhase::Enabled))
}

/// What a cluster has of an addon.
pub async fn state_of(kube: &Kube, name: &str) -> Result<Option<AddonState>, AddonError> {
    Ok(read_states(kube).await?.remove(name))
}
