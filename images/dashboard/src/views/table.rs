//! View `table`: the columns that the API server, or a resource's definition, finds worth showing.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::metadata::Metadata;
use super::row::Row;

/// An event's object: a table of one row.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Table<'a> {
    #[serde(borrow, default)]
    pub rows: Option<Vec<&'a RawValue>>,
}

#[derive(Serialize, Deserialize)]
struct Column {
    name: String,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    format: String,
    #[serde(default)]
    priority: i32,
    #[serde(default)]
    description: String,
}

#[derive(Deserialize)]
struct Given<'a> {
    #[serde(borrow)]
    cells: &'a RawValue,
    #[serde(borrow, default)]
    object: Option<Described<'a>>,
}

#[derive(Deserialize, Default)]
struct Described<'a> {
    #[serde(borrow, default)]
    metadata: Metadata<'a>,
}

#[derive(Serialize)]
struct Shown<'a> {
    uid: &'a str,
    namespace: &'a str,
    name: &'a str,
    created: Option<&'a Cow<'a, str>>,
    cells: &'a RawValue,
    labels: &'a RawValue,
}

/// `columnDefinitions` as the page gets them.
pub fn columns(json: &[u8]) -> Result<String, serde_json::Error> {
    let columns: Option<Vec<Column>> = serde_json::from_slice(json)?;
    serde_json::to_string(&columns.unwrap_or_default())
}

pub fn row(json: &[u8]) -> Result<Row, serde_json::Error> {
    let given: Given = serde_json::from_slice(json)?;
    let metadata = given.object.unwrap_or_default().metadata;
    let uid = metadata.identity();
    let empty = RawValue::from_string("{}".to_owned())?;
    let shown = Shown {
        uid: &uid,
        namespace: &metadata.namespace,
        name: &metadata.name,
        created: metadata.creation_timestamp.as_ref(),
        cells: given.cells,
        labels: metadata.labels.unwrap_or(&empty),
    };
    let json = serde_json::to_string(&shown)?;
    Ok(Row { uid, json, version: metadata.resource_version.into_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_cells_and_who_it_is() {
        let json = br#"{"cells": ["a", 1, null], "object": {"kind": "PartialObjectMetadata", "metadata":
            {"name": "a", "uid": "u", "resourceVersion": "7", "creationTimestamp": "2026-01-01T00:00:00Z"}}}"#;
        let expected = r#"{"uid":"u","namespace":"","name":"a","created":"2026-01-01T00:00:00Z","cells":["a", 1, null],"labels":{}}"#;
        assert_eq!(row(json).unwrap().json, expected);
    }

    #[test]
    fn columns_keep_what_the_page_needs() {
        let json =
            br#"[{"name": "Age", "type": "string", "format": "", "description": "d", "priority": 0, "more": 1}]"#;
        let expected = r#"[{"name":"Age","type":"string","format":"","priority":0,"description":"d"}]"#;
        assert_eq!(columns(json).unwrap(), expected);
        assert_eq!(columns(b"null").unwrap(), "[]");
    }
}
