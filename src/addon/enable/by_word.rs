//! What a word of the command line means, with all that it needs before it.

use std::sync::Arc;

use super::chart::enable_chart;
use super::work::{Content, EnableOptions, Enabled, Work};
use crate::addon::catalogue::{Catalogue, Source};
use crate::addon::options::Settings;
use crate::addon::state::{AddonPhase, read_states};
use crate::addon::{AddonError, check};
use crate::app::Tools;
use crate::cluster::{ClusterState, Kube};
use crate::image;

/// Enables an addon by name or folder, and before it all that it needs and is not there. The name of one that is there
/// already stands for the folder or chart that it came from.
pub async fn enable(
    tools: &Tools,
    cluster: &ClusterState,
    kube: &Kube,
    word: &str,
    options: &EnableOptions,
) -> Result<Vec<Enabled>, AddonError> {
    let catalogue = Catalogue::load()?;
    let states = read_states(kube).await?;
    let there = states.get(word).filter(|_| catalogue.find(word).is_err());
    let (addon, folder, source) = match there.map(|state| (&state.source, state)) {
        Some((Source::Chart(chart), state)) => {
            let before = state.options.iter().filter(|(name, _)| !options.set.iter().any(|(set, _)| set == *name));
            let before = before.map(|(name, value)| (name.clone(), value.to_string()));
            let options = EnableOptions { set: before.chain(options.set.clone()).collect(), ..options.clone() };
            return enable_chart(tools, cluster, kube, Some(word), chart.clone(), &options).await;
        }
        Some((Source::Folder(path), _)) => catalogue.of_word(&path.display().to_string())?,
        _ => catalogue.of_word(word)?,
    };
    if source != Source::Ours {
        let problems = check(&folder)?.problems;
        if !problems.is_empty() {
            return Err(AddonError::Problems { place: folder.place, problems });
        }
    }
    let mut all = Vec::new();
    for name in catalogue.needs_of(&addon)? {
        if states.get(&name).is_none_or(|state| state.phase != AddonPhase::Enabled) {
            let (addon, folder) = catalogue.find(&name)?;
            all.push((addon.clone(), folder.clone(), Source::Ours, &[][..]));
        }
    }
    all.push((addon, folder, source, &options.set));
    let images = Arc::new(image::Catalogue::load()?);
    let mut enabled = Vec::new();
    for (addon, folder, source, set) in all {
        let before = states.get(&addon.name).cloned();
        let options_before = before.as_ref().map(|state| state.options.clone()).unwrap_or_default();
        let settings = Settings::new(&addon, &options_before, set)?;
        let (images, content) = (Arc::clone(&images), Content::Folder(folder));
        let work = Work { tools, cluster, kube, images, addon, content, source, settings, before };
        enabled.push(work.run(options.timeout, options.lock).await?);
    }
    Ok(enabled)
}
