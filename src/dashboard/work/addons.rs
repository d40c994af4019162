//! Addons as the page lists them.

use serde::Serialize;

use crate::addon::{self, Addon, AddonError, AddonPhase, AddonState, Catalogue, OptionValue, Source};
use crate::cluster::Kube;

/// A card of the list.
#[derive(Debug, PartialEq, Serialize)]
pub struct PageAddon {
    name: String,
    summary: String,
    version: String,
    state: &'static str,
    memory: Option<String>,
    options: Vec<PageOption>,
    opens: bool,
}

#[derive(Debug, PartialEq, Serialize)]
struct PageOption {
    name: String,
    about: String,
    #[serde(rename = "type")]
    kind: String,
    default: OptionValue,
    /// As it is in the cluster; none where it is not there.
    value: Option<OptionValue>,
}

/// Those that there are, and what the cluster has beside them.
pub async fn page_addons(kube: &Kube) -> Result<Vec<PageAddon>, AddonError> {
    let mut states = addon::read_states(kube).await?;
    let catalogue = Catalogue::load()?;
    let mut all: Vec<_> = catalogue.addons().map(|addon| known(addon, states.remove(&addon.name))).collect();
    all.extend(states.into_iter().map(|(name, state)| foreign(name, &state)));
    all.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(all)
}

/// Whether the page may have it enabled: one of ours. Words of the command line can be paths too, and so can what the cluster
/// says that others come from.
pub fn is_ours(name: &str) -> Result<(), AddonError> {
    Catalogue::load()?.find(name).map(drop)
}

fn known(addon: &Addon, state: Option<AddonState>) -> PageAddon {
    let options = addon.options.iter().map(|(name, option)| PageOption {
        name: name.clone(),
        about: option.about.clone(),
        kind: option.kind.to_string(),
        default: option.default.clone(),
        value: state.as_ref().and_then(|state| state.options.get(name).cloned()),
    });
    PageAddon {
        name: addon.name.clone(),
        summary: addon.summary.clone(),
        version: addon.version.clone(),
        state: word(state.as_ref(), &addon.version),
        memory: addon.memory.clone(),
        options: options.collect(),
        opens: addon.open.is_some(),
    }
}

/// A chart or a folder of the user's own.
fn foreign(name: String, state: &AddonState) -> PageAddon {
    PageAddon {
        name,
        summary: String::new(),
        version: state.version.clone(),
        state: word(Some(state), &state.version),
        memory: None,
        options: Vec::new(),
        opens: false,
    }
}

fn word(state: Option<&AddonState>, version: &str) -> &'static str {
    match state {
        None => "disabled",
        Some(AddonState { phase: AddonPhase::Enabled, version: there, source, .. }) => {
            if *source == Source::Ours && there != version { "outdated" } else { "enabled" }
        }
        // On its way, or cut off there: half of it is there.
        Some(_) => "failed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_addon_is_on_off_old_or_broken() {
        let state = |text: &str| serde_json::from_str::<AddonState>(text).unwrap();
        assert_eq!(word(None, "2"), "disabled");
        assert_eq!(word(Some(&state(r#"{"phase": "enabled", "version": "2"}"#)), "2"), "enabled");
        assert_eq!(word(Some(&state(r#"{"phase": "enabled", "version": "1"}"#)), "2"), "outdated");
        assert_eq!(word(Some(&state(r#"{"phase": "enabling", "version": "2"}"#)), "2"), "failed");
    }

    #[test]
    fn the_page_names_no_paths() {
        assert!(is_ours("metrics").is_ok());
        assert!(is_ours("./my-addon").is_err() && is_ours("/etc").is_err());
    }
}
