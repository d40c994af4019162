//! The id of a local image noted at the pod templates that use it: a tag that moved becomes a change that the
//! workload's controller sees, and so replaces its pods.

use super::mark::Mark;
use super::{Document, container_images};

/// Not the manifest's field manager, so that applying a manifest does not take the note away.
const FIELD_MANAGER: &str = "devcluster-image";
const PATH: &[&str] = &["spec", "template", "metadata", "annotations"];
/// Annotation of a pod template.
pub const ANNOTATION: &str = "devcluster.dev/image-id";

/// Knows the id of an image by the name in a manifest; `None` for images that are not ours to follow.
pub type ImageIds<'ids> = dyn Fn(&str) -> Option<String> + Send + Sync + 'ids;

/// The mark of a workload that uses one of `images`.
pub(super) fn mark(document: &Document, images: &ImageIds<'_>) -> Option<Mark> {
    // A Job's template can't change, and runs once.
    let is_followed = matches!(document.kind.as_str(), "Deployment" | "StatefulSet" | "DaemonSet");
    if !is_followed || document.object.pointer("/spec/template").is_none() {
        return None;
    }
    let mut ids: Vec<String> = container_images(document).filter_map(images).collect();
    ids.sort();
    ids.dedup();
    let value = ids.join(",");
    (!ids.is_empty()).then_some(Mark { manager: FIELD_MANAGER, path: PATH, key: ANNOTATION, value })
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
        let mut object = document.object.clone();
        marked.put(&mut object);
        let annotations = object.pointer("/spec/template/metadata/annotations").unwrap();
        assert_eq!(annotations, &serde_json::json!({ ANNOTATION: "sha256:12" }));
        assert!(!marked.is_at(&document.object));
        assert_eq!(mark(&document, &|_| None), None);
    }
}
