//! The images that workloads name.

use serde_json::{Value, json};

use super::Document;

const CONTAINERS: [&str; 2] = ["initContainers", "containers"];

/// Names of the images that a workload's pods use, as its manifest writes them.
pub fn container_images(document: &Document) -> impl Iterator<Item = &str> {
    let spec = document.object.pointer(pod_spec(&document.kind));
    CONTAINERS
        .into_iter()
        .filter_map(move |field| spec?.get(field)?.as_array())
        .flatten()
        .filter_map(|container| container.get("image")?.as_str())
}

/// Has a workload's pods use other images, where `other` knows one: they are pulled.
pub fn replace_images(document: &mut Document, other: &dyn Fn(&str) -> Option<String>) {
    let Some(spec) = document.object.pointer_mut(pod_spec(&document.kind)) else { return };
    for field in CONTAINERS {
        let containers = spec.get_mut(field).and_then(Value::as_array_mut).into_iter().flatten();
        for container in containers.filter_map(Value::as_object_mut) {
            let Some(image) = container.get("image").and_then(Value::as_str).and_then(other) else { continue };
            container.insert("image".to_owned(), json!(image));
            if container.get("imagePullPolicy").and_then(Value::as_str) == Some("Never") {
                container.insert("imagePullPolicy".to_owned(), json!("IfNotPresent"));
            }
        }
    }
}

fn pod_spec(kind: &str) -> &'static str {
    match kind {
        "Pod" => "/spec",
        "CronJob" => "/spec/jobTemplate/spec/template/spec",
        _ => "/spec/template/spec",
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse_manifest;
    use super::*;

    #[test]
    fn only_known_images_are_replaced() {
        let text = "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: a}\nspec: {jobTemplate: {spec: {template: {spec: {initContainers: [{image: 'app:v1', imagePullPolicy: Never}], containers: [{image: 'redis:7'}]}}}}}\n";
        let mut document = parse_manifest("a", text).unwrap().remove(0);
        replace_images(&mut document, &|name| (name == "app:v1").then(|| "ghcr.io/me/app@sha256:1".to_owned()));
        assert_eq!(container_images(&document).collect::<Vec<_>>(), ["ghcr.io/me/app@sha256:1", "redis:7"]);
        assert!(document.object.to_string().contains("\"imagePullPolicy\":\"IfNotPresent\""));
    }
}
