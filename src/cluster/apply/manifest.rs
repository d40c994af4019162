//! Kubernetes manifests as text: split into documents that each name an object, with the place that errors point to.

use serde_json::Value;

use crate::fault::{Fault, Kind};
use crate::yaml::{self, YamlError};

/// One object of a manifest.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// File and number of the document, `deployment.yaml, document 2`.
    pub place: String,
    pub api_version: String,
    pub kind: String,
    pub name: String,
    /// As written; `None` leaves it to whoever applies it.
    pub namespace: Option<String>,
    pub object: Value,
}

/// A manifest that can't be sent to a cluster.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    #[error("`{place}` is not valid YAML")]
    Yaml {
        place: String,
        #[source]
        source: YamlError,
    },
    #[error("`{place}` has no `{field}`")]
    Lacking { place: String, field: &'static str },
    #[error("`{place}` is not an object with apiVersion, kind and metadata")]
    NotAnObject { place: String },
}

impl Fault for ManifestError {
    fn kind(&self) -> Kind {
        match self {
            Self::Yaml { .. } | Self::Lacking { .. } | Self::NotAnObject { .. } => Kind::User,
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::Yaml { .. } => {
                Some("check the indentation at that line; strings with `: ` or `#` in them need quotes".to_owned())
            }
            Self::Lacking { .. } | Self::NotAnObject { .. } => Some(
                "see what an object needs with `devcluster kubectl -- explain deployment` (or another kind)".to_owned(),
            ),
        }
    }
}

/// All objects of a manifest; the items of a List one by one.
pub fn parse(file: &str, text: &str) -> Result<Vec<Document>, ManifestError> {
    let place =
        |number: usize, several: bool| if several { format!("{file}, document {number}") } else { file.to_owned() };
    let several = text.lines().skip(1).any(|line| line.starts_with("---"));
    let values = yaml::parse_numbered(text)
        .map_err(|(number, source)| ManifestError::Yaml { place: place(number, several), source })?;
    let mut documents = Vec::new();
    for (number, value) in values {
        let place = place(number, several);
        match value.get("items").and_then(Value::as_array) {
            Some(items) if value.get("kind").and_then(Value::as_str) == Some("List") => {
                for (index, item) in items.iter().enumerate() {
                    documents.push(document(format!("{place}, item {}", index + 1), item.clone())?);
                }
            }
            _ => documents.push(document(place, value)?),
        }
    }
    Ok(documents)
}

fn document(place: String, object: Value) -> Result<Document, ManifestError> {
    if !object.is_object() {
        return Err(ManifestError::NotAnObject { place });
    }
    let text = |pointer: &str| {
        object.pointer(pointer).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let lacking = |field| ManifestError::Lacking { place: place.clone(), field };
    Ok(Document {
        api_version: text("/apiVersion").ok_or_else(|| lacking("apiVersion"))?,
        kind: text("/kind").ok_or_else(|| lacking("kind"))?,
        name: text("/metadata/name").ok_or_else(|| lacking("metadata.name"))?,
        namespace: text("/metadata/namespace"),
        place,
        object,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::shown;

    #[test]
    fn documents_and_list_items_are_found() {
        let text = "# a comment\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: one}\n---\n---\napiVersion: v1\nkind: List\nitems:\n\
                    - apiVersion: apps/v1\n  kind: Deployment\n  metadata: {name: two, namespace: one}\n";
        let found: Vec<_> =
            parse("all.yaml", text).unwrap().into_iter().map(|d| (d.place, d.kind, d.name, d.namespace)).collect();
        insta::assert_debug_snapshot!(found, @r#"
        [
            (
                "all.yaml, document 1",
                "Namespace",
                "one",
                None,
            ),
            (
                "all.yaml, document 3, item 1",
                "Deployment",
                "two",
                Some(
                    "one",
                ),
            ),
        ]
        "#);
    }

    #[test]
    fn errors_name_file_document_and_reason() {
        let render = |text: &str| shown(&parse("app.yaml", text).unwrap_err());
        insta::assert_snapshot!(render("kind: Service\nmetadata: {name: a}\n"), @r"
        error: `app.yaml` has no `apiVersion`
        hint: see what an object needs with `devcluster kubectl -- explain deployment` (or another kind)
        ");
        insta::assert_snapshot!(render("apiVersion: v1\nkind: Service\nmetadata: {name: a}\n---\nspec:\n  a: 1\n b: 2\n"), @r"
        error: `app.yaml, document 2` is not valid YAML
        caused by: did not find expected key at line 7 column 2, while parsing a block mapping at line 5 column 1
        hint: check the indentation at that line; strings with `: ` or `#` in them need quotes
        ");
        insta::assert_snapshot!(render("just text\n"), @r"
        error: `app.yaml` is not an object with apiVersion, kind and metadata
        hint: see what an object needs with `devcluster kubectl -- explain deployment` (or another kind)
        ");
    }
}
