//! The metadata that views of JSON need.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Metadata<'a> {
    #[serde(borrow)]
    pub uid: Cow<'a, str>,
    #[serde(borrow)]
    pub namespace: Cow<'a, str>,
    #[serde(borrow)]
    pub name: Cow<'a, str>,
    #[serde(borrow)]
    pub resource_version: Cow<'a, str>,
    #[serde(borrow)]
    pub creation_timestamp: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub labels: Option<&'a RawValue>,
}

impl Metadata<'_> {
    /// Figures of the metrics API have no UID.
    pub fn identity(&self) -> String {
        if self.uid.is_empty() { format!("{}/{}", self.namespace, self.name) } else { self.uid.to_string() }
    }
}

/// What has nothing but metadata that matters: lists, and events that are bookmarks.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Described<'a> {
    #[serde(borrow)]
    metadata: Metadata<'a>,
}

pub fn resource_version(json: &str) -> Option<String> {
    let described: Described = serde_json::from_str(json).ok()?;
    (!described.metadata.resource_version.is_empty()).then(|| described.metadata.resource_version.into_owned())
}
