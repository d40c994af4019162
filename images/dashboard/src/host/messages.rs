//! What the command line and the server tell each other.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::api::Credentials;
use crate::sessions::App;

#[derive(Deserialize)]
pub struct Hello {
    pub session: String,
    pub cookie: String,
    #[serde(default)]
    pub ticket: Option<String>,
    #[serde(default)]
    pub app: Option<App>,
    pub credentials: Credentials,
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Welcome {
    Registered { user: String },
    Refused { message: String },
}

/// What the command line tells of the work `id`: an event, or the end.
#[derive(Deserialize)]
pub struct Told {
    pub id: u64,
    #[serde(default)]
    pub event: Option<Box<RawValue>>,
    #[serde(default)]
    pub ended: Option<End>,
}

#[derive(Debug, Default, Deserialize)]
pub struct End {
    #[serde(default)]
    pub error: Option<String>,
    #[serde(default)]
    pub hint: Option<String>,
}
