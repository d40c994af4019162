//! What an addon shows in a browser.

use super::AddonError;
use super::catalogue::{Catalogue, Source};
use super::state::read_states;
use crate::app;
use crate::cluster::{ApplySet, Kube, ServiceInfo, find_service_of};

/// The service that leads to an enabled addon, and which part of it is shown.
pub async fn open(kube: &Kube, name: &str) -> Result<(ServiceInfo, app::Opening), AddonError> {
    let catalogue = Catalogue::load()?;
    let states = read_states(kube).await?;
    let addon = match states.get(name).map(|state| &state.source) {
        Some(Source::Folder(path)) => catalogue.of_word(&path.display().to_string())?.0,
        Some(Source::Ours) => catalogue.find(name)?.0.clone(),
        Some(Source::Chart(_)) => return Err(AddonError::NothingToOpen { name: name.to_owned(), notes: None }),
        None => {
            catalogue.find(name)?;
            return Err(AddonError::NotEnabled { name: name.to_owned() });
        }
    };
    let Some(open) = addon.open else {
        return Err(AddonError::NothingToOpen { name: name.to_owned(), notes: addon.notes });
    };
    let set = ApplySet { namespace: open.namespace, ..ApplySet::of_addon(name) };
    let service = find_service_of(kube, &set, &open.service).await.map_err(app::UpError::from)?;
    Ok((service, app::Opening { service: Some(open.service), port: open.port, path: open.path }))
}
