//! View `object`: whole, but for what machines write into it for themselves.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::{RawValue, to_raw_value};

use super::metadata::Metadata;
use super::row::Row;

const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// Fields whose values are not looked into.
type Fields<'a> = BTreeMap<Cow<'a, str>, Cow<'a, RawValue>>;

/// What a list says of all its elements, which don't say it themselves.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Kind {
    pub api_version: String,
    pub kind: String,
}

impl Kind {
    /// Of a list's own kind, `PodList`.
    pub fn of_list(api_version: String, list: &str) -> Self {
        Self { api_version, kind: list.strip_suffix("List").unwrap_or(list).to_owned() }
    }
}

#[derive(Deserialize)]
struct Object<'a> {
    #[serde(borrow, default)]
    metadata: Metadata<'a>,
}

pub fn row(json: &[u8], kind: Option<&Kind>) -> Result<Row, serde_json::Error> {
    let object: Object = serde_json::from_slice(json)?;
    let mut fields = fields(json)?;
    if let Some(metadata) = fields.get("metadata") {
        let metadata = trimmed(metadata.get())?;
        fields.insert("metadata".into(), Cow::Owned(metadata));
    }
    if let Some(kind) = kind {
        for (name, value) in [("apiVersion", &kind.api_version), ("kind", &kind.kind)] {
            if !value.is_empty() && !fields.contains_key(name) {
                fields.insert(name.into(), Cow::Owned(to_raw_value(value)?));
            }
        }
    }
    Ok(Row {
        uid: object.metadata.identity(),
        json: serde_json::to_string(&fields)?,
        version: object.metadata.resource_version.into_owned(),
    })
}

fn fields(json: &[u8]) -> Result<Fields<'_>, serde_json::Error> {
    let fields: BTreeMap<Cow<'_, str>, &RawValue> = serde_json::from_slice(json)?;
    Ok(fields.into_iter().map(|(name, value)| (name, Cow::Borrowed(value))).collect())
}

fn trimmed(metadata: &str) -> Result<Box<RawValue>, serde_json::Error> {
    let mut metadata = fields(metadata.as_bytes())?;
    metadata.remove("managedFields");
    if let Some(annotations) = metadata.get("annotations")
        && annotations.get().contains(LAST_APPLIED)
    {
        let mut annotations = fields(annotations.get().as_bytes())?;
        annotations.remove(LAST_APPLIED);
        let annotations = to_raw_value(&annotations)?;
        metadata.insert("annotations".into(), Cow::Owned(annotations));
    }
    to_raw_value(&metadata)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_machines_wrote_is_left_out() {
        let json = br#"{"metadata": {"name": "a", "uid": "u", "resourceVersion": "7", "managedFields": [{"x": 1}],
            "annotations": {"kubectl.kubernetes.io/last-applied-configuration": "{}", "b": "c\n"}}, "data": {"k": 1.50}}"#;
        let kind = Kind::of_list("v1".to_owned(), "ConfigMapList");
        let row = row(json, Some(&kind)).unwrap();
        assert_eq!((row.uid.as_str(), row.version.as_str()), ("u", "7"));
        let expected = concat!(
            r#"{"apiVersion":"v1","data":{"k": 1.50},"kind":"ConfigMap","metadata":{"annotations":{"b":"c\n"},"#,
            r#""name":"a","resourceVersion":"7","uid":"u"}}"#
        );
        assert_eq!(row.json, expected);
    }

    #[test]
    fn without_a_uid_the_name_tells_objects_apart() {
        let row = row(br#"{"kind": "PodMetrics", "metadata": {"namespace": "a", "name": "b"}}"#, None).unwrap();
        assert_eq!(row.uid, "a/b");
        assert_eq!(row.json, r#"{"kind":"PodMetrics","metadata":{"name":"b","namespace":"a"}}"#);
    }
}
