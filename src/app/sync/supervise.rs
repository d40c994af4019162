//! Workloads with a supervisor around the app's program, so that it can be started again in a container that stays.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::receiver::is_about;
use super::{SyncError, SyncRule, Then};
use crate::app::App;
use crate::cluster::{self, Document, Kube, container_images};
use crate::engine::{Engine, Image};

/// The agent in a node, and where pods see it.
const AGENT: &str = "/usr/local/bin/devcluster-agent";
const MOUNTED: &str = "/.devcluster/devcluster-agent";
const VOLUME: &str = "devcluster-agent";
/// Annotation of a pod template: files may have been copied into its pods by the watch that it names. So neither another
/// watch nor a plain `up` takes them for pods as their image makes them.
const WATCH: &str = "devcluster.dev/watch";

/// The app's documents for the watch of that name; containers that a rule with `then: restart` is about run under a
/// supervisor.
pub async fn supervised(engine: &dyn Engine, kube: &Kube, app: &App, watch: &str) -> Result<Vec<Document>, SyncError> {
    let mut images = BTreeMap::new();
    let mut documents = Vec::new();
    for document in &app.documents {
        if !is_meant(document, app) {
            documents.push(document.clone());
            continue;
        }
        let document = &marked(document, watch);
        if !containers(document).any(|container| is_restarted(container, app)) {
            documents.push(document.clone());
            continue;
        }
        for image in container_images(document) {
            if !images.contains_key(image) {
                images.insert(image.to_owned(), engine.find_image(image).await?);
            }
        }
        let namespace = document.namespace.as_ref().unwrap_or(&app.namespace);
        if let Some(level) = cluster::forbids_host_paths(kube, namespace).await {
            return Err(SyncError::Forbidden { namespace: namespace.clone(), level });
        }
        documents.push(wrap(document, app, &images)?);
    }
    Ok(documents)
}

fn is_meant(document: &Document, app: &App) -> bool {
    matches!(document.kind.as_str(), "Deployment" | "StatefulSet" | "DaemonSet")
        && containers(document).any(|container| app.sync.iter().any(|rule| is_rule_for(rule, app, container)))
}

fn marked(document: &Document, watch: &str) -> Document {
    let mut marked = document.clone();
    // As far as it is a template: the API server says what is wrong with one that is none.
    if let Some(template) = marked.object.pointer_mut("/spec/template").filter(|template| template.is_object()) {
        let metadata = &mut template["metadata"];
        if metadata.is_null() || metadata.is_object() {
            let annotations = &mut metadata["annotations"];
            if annotations.is_null() || annotations.is_object() {
                annotations[WATCH] = json!(watch);
            }
        }
    }
    marked
}

fn containers(document: &Document) -> impl Iterator<Item = &Value> {
    document.object.pointer("/spec/template/spec/containers").and_then(Value::as_array).into_iter().flatten()
}

fn is_restarted(container: &Value, app: &App) -> bool {
    app.sync.iter().any(|rule| rule.then == Then::Restart && is_rule_for(rule, app, container))
}

fn is_rule_for(rule: &SyncRule, app: &App, container: &Value) -> bool {
    let text = |field: &str| container.get(field).and_then(Value::as_str).unwrap_or_default();
    is_about(rule, app, text("name"), text("image"))
}

fn wrap(document: &Document, app: &App, images: &BTreeMap<String, Option<Image>>) -> Result<Document, SyncError> {
    let mut wrapped = document.clone();
    let Some(pod) = wrapped.object.pointer_mut("/spec/template/spec").and_then(Value::as_object_mut) else {
        return Ok(wrapped);
    };
    for container in pod.get_mut("containers").and_then(Value::as_array_mut).into_iter().flatten() {
        if !is_restarted(container, app) {
            continue;
        }
        let program = program(container, images)?;
        let command = [MOUNTED, "supervise", "--"].map(str::to_owned).into_iter().chain(program).collect::<Vec<_>>();
        container["command"] = json!(command);
        if let Some(container) = container.as_object_mut() {
            container.remove("args");
            push(container, "volumeMounts", json!({ "name": VOLUME, "mountPath": MOUNTED, "readOnly": true }));
        }
    }
    push(pod, "volumes", json!({ "name": VOLUME, "hostPath": { "path": AGENT, "type": "File" } }));
    Ok(wrapped)
}

fn push(object: &mut serde_json::Map<String, Value>, list: &str, item: Value) {
    let list = object.entry(list).or_insert_with(|| json!([]));
    if list.is_null() {
        *list = json!([]);
    }
    list.as_array_mut().into_iter().for_each(|list| list.push(item.clone()));
}

/// What a container runs: its manifest's command and args, where those are missing its image's.
fn program(container: &Value, images: &BTreeMap<String, Option<Image>>) -> Result<Vec<String>, SyncError> {
    let words = |field: &str| {
        let words = container.get(field).and_then(Value::as_array).filter(|words| !words.is_empty())?;
        Some(words.iter().filter_map(Value::as_str).map(str::to_owned).collect::<Vec<_>>())
    };
    let text = |field: &str| container.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
    let (name, image) = (text("name"), text("image"));
    let program = match (words("command"), words("args")) {
        (Some(command), args) => [command, args.unwrap_or_default()].concat(),
        (None, args) => {
            let known = images
                .get(&image)
                .and_then(Option::as_ref)
                .ok_or_else(|| SyncError::UnknownProgram { container: name.clone(), image: image.clone() })?;
            [literal(&known.entrypoint), args.unwrap_or_else(|| literal(&known.command))].concat()
        }
    };
    if program.is_empty() { Err(SyncError::NoProgram { container: name, image }) } else { Ok(program) }
}

/// An image's words in a manifest, where kubelet would take `$(NAME)` for a variable.
fn literal(words: &[String]) -> Vec<String> {
    words.iter().map(|word| word.replace("$(", "$$(")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::{AppFile, Tools};

    const DEFINITION: &str =
        "apiVersion: devcluster.dev/v1alpha1\nkind: App\nsync:\n- {from: '*.py', to: /app, then: restart}\n";

    async fn wrapped(container: &str) -> Result<Value, SyncError> {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        write("Dockerfile", "FROM scratch\n");
        write("devcluster.yaml", &format!("{DEFINITION}image: web:v1\n"));
        let spec = format!("{{containers: [{container}, {{name: db, image: redis:7}}]}}");
        write(
            "deployment.yaml",
            &format!(
                "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: web}}\nspec: {{template: {{spec: {spec}}}}}\n"
            ),
        );
        let app = App::load(&Tools::for_tests(), AppFile::read(folder.path()).unwrap(), None).await.unwrap();
        let words = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
        let image = Image {
            id: "sha256:1".into(),
            tags: Vec::new(),
            labels: BTreeMap::new(),
            size: 0,
            entrypoint: words(&["sh", "-c"]),
            command: words(&["echo $(date)"]),
            layers: Vec::new(),
            platform: String::new(),
        };
        let images =
            BTreeMap::from([("web:v1".to_owned(), Some(image)), ("docker.io/library/web:v1".to_owned(), None)]);
        assert!(is_meant(&app.documents[0], &app));
        let document = wrap(&app.documents[0], &app, &images)?;
        Ok(document.object.pointer("/spec/template/spec").unwrap().clone())
    }

    #[tokio::test]
    async fn only_the_apps_own_container_is_wrapped() {
        let spec = wrapped("{name: web, image: 'web:v1'}").await.unwrap();
        assert_eq!(
            spec,
            json!({
                "containers": [
                    { "name": "web", "image": "web:v1",
                      "command": [MOUNTED, "supervise", "--", "sh", "-c", "echo $$(date)"],
                      "volumeMounts": [{ "name": VOLUME, "mountPath": MOUNTED, "readOnly": true }] },
                    { "name": "db", "image": "redis:7" },
                ],
                "volumes": [{ "name": VOLUME, "hostPath": { "path": AGENT, "type": "File" } }],
            })
        );
    }

    #[tokio::test]
    async fn the_program_is_what_kubernetes_would_run() {
        let command = async |container: &str| {
            let spec = wrapped(&format!("{{name: web, image: 'web:v1', {container}}}")).await.unwrap();
            let words = spec.pointer("/containers/0/command").unwrap().as_array().unwrap();
            words[3..].iter().map(|word| word.as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(command("command: [a, b]").await, ["a", "b"]);
        assert_eq!(command("command: [a], args: [$(HOME)]").await, ["a", "$(HOME)"]);
        assert_eq!(command("args: [ls]").await, ["sh", "-c", "ls"]);
    }

    #[test]
    fn pods_that_files_are_copied_into_are_marked() {
        let text = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {template: {spec: {}}}\n";
        let document = marked(&cluster::parse_manifest("a.yaml", text).unwrap()[0], "7");
        assert_eq!(document.object.pointer("/spec/template/metadata"), Some(&json!({ "annotations": { WATCH: "7" } })));
    }

    #[tokio::test]
    async fn a_program_that_is_not_known_is_an_error() {
        let error = wrapped("{name: web, image: 'docker.io/library/web:v1'}").await.unwrap_err();
        insta::assert_snapshot!(crate::fault::shown(&error), @r"
        error: what container `web` runs is not known: the engine has no image `docker.io/library/web:v1`, and its manifest has no command
        hint: pull it with `docker pull docker.io/library/web:v1`, or write `command` into the manifest
        ");
    }
}
