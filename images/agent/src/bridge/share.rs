//! Each image is pushed once, however many nodes ask for it at the same time.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::settings::Settings;
use super::tag::tag;
use super::{engine, registry};
use crate::log;

/// What the registry got, by the engine's id.
#[derive(Default)]
pub struct Shared {
    digests: Mutex<HashMap<String, Arc<tokio::sync::Mutex<Option<String>>>>>,
}

impl Shared {
    /// Digest of the manifest of an image that the engine has under that name, once the registry has all of it; `None`
    /// where the engine has none.
    pub async fn digest(&self, settings: &Settings, name: &str) -> Result<Option<String>, String> {
        let Some(id) = engine::find(name).await? else { return Ok(None) };
        let known = {
            let mut digests = self.digests.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(digests.entry(id.clone()).or_default())
        };
        let mut known = known.lock().await;
        if let Some(digest) = known.as_ref()
            && registry::has(settings, digest).await
        {
            return Ok(Some(digest.clone()));
        }
        let digest = engine::push(settings, &id, &tag(name)).await?;
        log::line(&format!("{name} is {digest}"));
        *known = Some(digest.clone());
        Ok(Some(digest))
    }
}
