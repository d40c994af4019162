//! The id of a local image noted at the pod templates that use it: a tag that moved becomes a change that the
//! workload's controller sees, and so replaces its pods.

use serde_json::{Value, json};

use super::Document;

/// Annotation of a pod template.
pub const ANNOTATION: &str = "devcluster.dev/image-id";

/// Knows the id of an image by the name in a manifest; `None` for images that are not ours to follow.
pub type ImageIds<'ids> = dyn Fn(&str) -> Option<String> + Send + Sync + 'ids;

/// A document with its mark, and the mark by itself.
#[derive(Debug, PartialEq)]
pub(super) struct Mark {
    value: String,
    /// The manifest with the annotation.
    pub whole: Value,
    /// An apply configuration that holds nothing but the annotation.
    pub alone: Value,
}

impl Mark {
    /// Whether the live object (without its metadata) carries it already.
    pub fn is_at(&self, live: &Value) -> bool {
        live.pointer("/spec/template/metadata/annotations").and_then(|all| all.get(ANNOTATION)).and_then(Value::as_str)
            == Some(&self.value)
    }
}

/// The mark of a workload that uses one of `images`.
pub(super) fn mark(document: &Document, images: &ImageIds<'_>) -> Option<Mark> {
    // A Job's template can't change, and runs once.
    if !matches!(document.kind.as_str(), "Deployment" | "StatefulSet" | "DaemonSet") {
        return None;
    }
    let mut ids: Vec<String> = container_images(document).filter_map(images).collect();
    ids.sort();
    ids.dedup();
    if ids.is_empty() {
        return None;
    }
    let value = ids.join(",");
    let template = json!({ "metadata": { "annotations": { ANNOTATION: value } } });
    let mut alone = json!({
        "apiVersion": document.api_version, "kind": document.kind,
        "metadata": { "name": document.name }, "spec": { "template": template },
    });
    if let Some(namespace) = &document.namespace {
        alone["metadata"]["namespace"] = json!(namespace);
    }
    let mut whole = document.object.clone();
    let annotations =
        whole.pointer_mut("/spec/template")?.as_object_mut()?.entry("metadata").or_insert_with(|| json!({}));
    annotations
        .as_object_mut()?
        .entry("annotations")
        .or_insert_with(|| json!({}))
        .as_object_mut()?
        .insert(ANNOTATION.to_owned(), json!(value));
    Some(Mark { value, whole, alone })
}

/// Names of the images that a workload's pods use, as its manifest writes them.
pub fn container_images(document: &Document) -> impl Iterator<Item = &str> {
    let spec = match document.kind.as_str() {
        "Pod" => "/spec",
        "CronJob" => "/spec/jobTemplate/spec/template/spec",
        _ => "/spec/template/spec",
    };
    ["initContainers", "containers"]
        .into_iter()
        .filter_map(move |field| document.object.pointer(spec)?.get(field)?.as_array())
        .flatten()
        .filter_map(|container| container.get("image")?.as_str())
}

#[cfg(test)]
mod tests {
    use super::super::parse_manifest;
    use super::*;

    const DEPLOYMENT: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: app}\nspec:\n  template:\n    spec:\n      containers:\n      - image: app:v1\n      - image: redis:7\n";

    #[test]
    fn only_workloads_that_use_an_image_of_ours_are_marked() {
        let document = parse_manifest("a.yaml", DEPLOYMENT).unwrap().remove(0);
        let marked = mark(&document, &|name| (name == "app:v1").then(|| "sha256:12".to_owned())).unwrap();
        assert_eq!(
            marked.whole.pointer("/spec/template/metadata/annotations").unwrap(),
            &json!({ ANNOTATION: "sha256:12" })
        );
        assert_eq!(
            marked.alone.pointer("/spec").unwrap(),
            &json!({ "template": { "metadata": { "annotations": { ANNOTATION: "sha256:12" } } } })
        );
        assert!(marked.is_at(&marked.whole));
        assert!(!marked.is_at(&document.object));
        assert_eq!(mark(&document, &|_| None), None);
    }
}
