//! Rows of all views.

use serde::Deserialize;

use super::{object, pod, table};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum View {
    Object,
    Table,
    Pod,
}

/// One object as the page gets it.
#[derive(Debug, PartialEq, Eq)]
pub struct Row {
    /// What tells it from others: the UID, or the name where there is none.
    pub uid: String,
    pub json: String,
    pub version: String,
}

impl View {
    /// How its changes are asked for, and its list but for that of pods.
    pub fn accept(self) -> &'static str {
        match self {
            Self::Object | Self::Pod => "application/json",
            Self::Table => "application/json;as=Table;v=v1;g=meta.k8s.io,application/json",
        }
    }

    /// The field of a list that has its elements.
    pub fn array(self) -> &'static str {
        match self {
            Self::Object | Self::Pod => "items",
            Self::Table => "rows",
        }
    }

    /// Of an element of a list or the object of an event. `kind` is for elements, which don't say theirs.
    pub fn row(self, json: &[u8], kind: Option<&object::Kind>) -> Result<Row, serde_json::Error> {
        match self {
            Self::Object => object::row(json, kind),
            Self::Table => table::row(json),
            Self::Pod => pod::row(&serde_json::from_slice(json)?),
        }
    }
}
