//! Addons of an earlier version of this program brought up to date.

use std::time::Duration;

use super::AddonError;
use super::catalogue::{Catalogue, Source};
use super::enable::{EnableOptions, enable};
use super::outside::Lock;
use super::state::{AddonPhase, read_states};
use crate::app::Tools;
use crate::cluster::{ClusterState, Kube};

/// Applies each enabled addon again whose version is not that of this program; their names.
pub async fn upgrade_old(
    tools: &Tools,
    cluster: &ClusterState,
    kube: &Kube,
    timeout: Duration,
    lock: Lock,
) -> Result<Vec<String>, AddonError> {
    let states = read_states(kube).await?;
    let mut upgraded = Vec::new();
    if states.is_empty() {
        return Ok(upgraded);
    }
    let catalogue = Catalogue::load()?;
    for (name, state) in states {
        let Ok((addon, _)) = catalogue.find(&name) else { continue };
        let is_old = state.version != addon.version && state.phase == AddonPhase::Enabled;
        if is_old && state.source == Source::Ours {
            enable(tools, cluster, kube, &name, &EnableOptions { set: Vec::new(), timeout, lock }).await?;
            upgraded.push(name);
        }
    }
    Ok(upgraded)
}
