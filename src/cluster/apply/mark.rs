//! What devcluster notes at an object beside its manifest, under field managers of its own: applying the manifest
//! alone does not take it away.

use serde_json::{Map, Value, json};

use super::Document;

/// One value in a map of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    /// Field manager.
    pub manager: &'static str,
    /// Where the map is.
    pub path: &'static [&'static str],
    pub key: &'static str,
    pub value: String,
}

impl Mark {
    /// Whether an object carries it already, as its manager's.
    pub fn is_at(&self, object: &Value) -> bool {
        let entries = object.pointer("/metadata/managedFields").and_then(Value::as_array);
        let is_its = |entry: &Value| entry["manager"] == self.manager && entry["operation"] == "Apply";
        self.found(object) == Some(&self.value) && entries.is_some_and(|entries| entries.iter().any(is_its))
    }

    /// What an object has in its place.
    pub fn found<'object>(&self, object: &'object Value) -> Option<&'object str> {
        self.path.iter().try_fold(object, |value, key| value.get(key))?.get(self.key)?.as_str()
    }

    /// Puts it into an object.
    pub fn put(&self, object: &mut Value) {
        let mut place = object;
        for key in self.path {
            place = map(place).entry(*key).or_insert_with(|| json!({}));
        }
        map(place).insert(self.key.to_owned(), json!(self.value));
    }

    /// An apply configuration that holds nothing but it.
    pub fn alone(&self, document: &Document) -> Value {
        let mut object = json!({
            "apiVersion": document.api_version, "kind": document.kind, "metadata": { "name": document.name },
        });
        if let Some(namespace) = &document.namespace {
            object["metadata"]["namespace"] = json!(namespace);
        }
        self.put(&mut object);
        object
    }
}

/// The value as a map: one that is empty in place of a null.
fn map(value: &mut Value) -> &mut Map<String, Value> {
    if !value.is_object() {
        *value = json!({});
    }
    value.as_object_mut().unwrap_or_else(|| unreachable!("it was made a map"))
}

#[cfg(test)]
mod tests {
    use super::super::parse_manifest;
    use super::*;

    #[test]
    fn a_mark_is_put_and_found() {
        let mark = Mark { manager: "m", path: &["metadata", "labels"], key: "example.com/of", value: "a".into() };
        let text = "apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: prod, labels: null}\nspec: {}\n";
        let document = parse_manifest("a.yaml", text).unwrap().remove(0);
        let mut object = document.object.clone();
        assert!(!mark.is_at(&object));
        mark.put(&mut object);
        // Its manager has not got it yet.
        assert!(!mark.is_at(&object));
        object["metadata"]["managedFields"] = json!([{ "manager": "m", "operation": "Apply" }]);
        assert!(mark.is_at(&object));
        assert_eq!(
            mark.alone(&document),
            json!({
                "apiVersion": "v1", "kind": "Service",
                "metadata": { "name": "web", "namespace": "prod", "labels": { "example.com/of": "a" } },
            })
        );
    }
}
