//! What the page asks for, and how a subscription ends.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::views::View;

#[derive(Deserialize)]
pub struct Message {
    pub id: u64,
    #[serde(default)]
    pub open: Option<Open>,
    #[serde(default)]
    pub close: Option<Box<RawValue>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Open {
    Watch(Watch),
    Logs(Logs),
    Host(Box<RawValue>),
}

#[derive(Debug, Deserialize)]
pub struct Watch {
    pub path: String,
    #[serde(default)]
    pub query: BTreeMap<String, String>,
    pub view: View,
}

#[derive(Debug, Deserialize)]
pub struct Logs {
    pub namespace: String,
    pub pod: String,
    pub container: String,
    #[serde(default)]
    pub previous: bool,
    /// How many lines of before, all where it is missing.
    #[serde(default)]
    pub tail: Option<u32>,
    /// Seconds.
    #[serde(default)]
    pub since: Option<u32>,
    #[serde(default)]
    pub follow: bool,
}

#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct End {
    pub code: Option<u16>,
    pub message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

impl End {
    pub fn good() -> Self {
        Self::default()
    }

    pub fn failed(code: u16, message: impl Into<String>) -> Self {
        Self { code: Some(code), message: Some(message.into()), hint: None }
    }
}
