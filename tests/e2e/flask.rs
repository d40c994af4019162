//! The Flask lab: a local app from its source to an answered request, by hand and by `up`.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::cluster::Cluster;
use crate::process::run;
use crate::until::until;
use crate::world::docker;

const IMAGE: &str = "flask-api:v1";
const WELCOME: &str = "Welcome to the AI Model API!";
const LIMIT: Duration = Duration::from_secs(90);

/// What a person writes after a tutorial: no devcluster.yaml, no readiness probe.
const TUTORIAL: [(&str, &str); 5] = [
    (
        "app.py",
        "from flask import Flask, request, jsonify\n\
         app = Flask(__name__)\n\n\
         @app.route('/')\n\
         def home():\n    return jsonify({'message': 'Welcome to the AI Model API!'})\n\n\
         @app.route('/predict', methods=['POST'])\n\
         def predict():\n    \
             text = request.get_json()['text']\n    \
             return jsonify({'input_text': text, 'predicted_class': 'Positive', 'confidence': 0.98})\n\n\
         if __name__ == '__main__':\n    app.run(host='0.0.0.0', port=5000)\n",
    ),
    ("requirements.txt", "flask==3.0.3\n"),
    (
        "Dockerfile",
        "FROM python:3.9-slim AS builder\nWORKDIR /app\nCOPY requirements.txt .\n\
         RUN pip install --no-cache-dir -r requirements.txt\n\
         FROM python:3.9-slim\nWORKDIR /app\n\
         COPY --from=builder /usr/local/lib/python3.9/site-packages /usr/local/lib/python3.9/site-packages\n\
         COPY . .\nEXPOSE 5000\nCMD [\"python\", \"app.py\"]\n",
    ),
    (
        "deployment.yaml",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: flask-api-deployment\nspec:\n  replicas: 1\n  selector:\n    \
         matchLabels:\n      app: flask-api\n  template:\n    metadata:\n      labels:\n        app: flask-api\n    spec:\n      \
         containers:\n      - name: flask-api\n        image: flask-api:v1\n        imagePullPolicy: IfNotPresent\n        \
         ports:\n        - containerPort: 5000\n",
    ),
    (
        "service.yaml",
        "apiVersion: v1\nkind: Service\nmetadata:\n  name: flask-api-service\nspec:\n  type: NodePort\n  selector:\n    \
         app: flask-api\n  ports:\n  - protocol: TCP\n    port: 80\n    targetPort: 5000\n",
    ),
];

/// The lab's image name is the user's too: an image that has it gets it back.
pub struct KeptImage(Option<String>);

impl KeptImage {
    pub fn new() -> Self {
        let fixture = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/python/build.sh");
        run(&mut Command::new(fixture)).ok();
        let found = run(Command::new("docker").args(["image", "inspect", "--format", "{{.Id}}", IMAGE]));
        Self((found.code == 0).then(|| found.stdout.trim().to_owned()))
    }
}

impl Drop for KeptImage {
    fn drop(&mut self) {
        let words = self.0.as_ref().map_or(vec!["rmi", IMAGE], |id| vec!["tag", id.as_str(), IMAGE]);
        let _ = Command::new("docker").args(words).output();
    }
}

/// The commands of the lab, one after the other, as they stand in a README.
pub fn by_hand(cluster: &Cluster) {
    let _kept = KeptImage::new();
    let folder = cluster.folder("tutorial");
    for (name, text) in TUTORIAL {
        std::fs::write(folder.join(name), text).expect("a file");
    }
    run(Command::new("docker").args(["build", "-t", IMAGE, "."]).current_dir(&folder)).ok();
    cluster.devcluster(&["image", "load", IMAGE]).ok();
    assert_eq!(loaded_id(cluster), id_of(IMAGE), "the node has the image that was built");

    let again = cluster.devcluster(&["load", IMAGE]);
    assert!(again.stderr.contains("skipped") && again.stderr.contains("have it already"), "{again}");

    let kubectl_apply = format!("apply -f {0}/deployment.yaml -f {0}/service.yaml", folder.display());
    cluster.kubectl(&kubectl_apply);
    cluster.kubectl("rollout status deployment flask-api-deployment --timeout=90s");
    let url = cluster.devcluster(&["service", "flask-api-service", "--url", "--wait", "60"]).ok();
    let url = url.trim();
    assert_eq!(until("the app answers", LIMIT, || message(url)), WELCOME);
    assert_eq!(
        predict(url, "I like it"),
        serde_json::json!({"input_text": "I like it", "predicted_class": "Positive", "confidence": 0.98})
    );
    let table = cluster.devcluster(&["service", "flask-api-service"]).ok();
    assert!(table.contains("NodePort") && table.contains(url), "{table}");

    cluster.kubectl("scale deployment flask-api-deployment --replicas=3");
    wait_for_replicas(cluster, 3);
    let manifest = folder.join("deployment.yaml");
    edit(&manifest, "replicas: 1", "replicas: 5");
    cluster.kubectl(&kubectl_apply);
    wait_for_replicas(cluster, 5);

    let pods = pod_names(cluster);
    cluster.kubectl(&format!("delete pod {} --wait=false", pods[0]));
    until("the deleted pod is replaced", LIMIT, || {
        let now = pod_names(cluster);
        (!now.contains(&pods[0]) && now.len() == 5).then_some(())
    });
    wait_for_replicas(cluster, 5);

    // Ours over kubectl's: what left the manifest leaves the cluster, and what did not change is left alone.
    let applied = cluster.devcluster_in(&folder, &["apply", "-f", "deployment.yaml", "-f", "service.yaml"]).ok();
    assert_eq!(applied, "deployment.apps/flask-api-deployment unchanged\nservice/flask-api-service unchanged\n");
    edit(&manifest, "replicas: 5", "replicas: 2");
    let applied = cluster.devcluster_in(&folder, &["apply", "deployment.yaml"]).ok();
    assert_eq!(applied, "deployment.apps/flask-api-deployment configured\n");
    wait_for_replicas(cluster, 2);

    // The same files by `up`.
    let shown = cluster.devcluster_in(&folder, &["up"]).ok();
    assert_eq!(message(shown.trim()).as_deref(), Some(WELCOME));
    cluster.kubectl(&format!("delete -f {0}/deployment.yaml -f {0}/service.yaml --wait=true", folder.display()));
}

/// `docker save` files, plain and gzipped.
pub fn archives(cluster: &Cluster) {
    const NAMES: [&str; 2] = ["devcluster-e2e-archive:plain", "devcluster-e2e-archive:gzip"];
    let folder = cluster.folder("archives");
    for name in NAMES {
        // Another image each, so that neither is there already.
        let dockerfile = format!("FROM scratch\nLABEL which={name}\nCOPY file /file\n");
        std::fs::write(folder.join("Dockerfile"), dockerfile).expect("a file");
        std::fs::write(folder.join("file"), name).expect("a file");
        run(Command::new("docker").args(["build", "-t", name, "."]).current_dir(&folder)).ok();
        let archive = folder.join("image.tar");
        docker(&["save", "--output", &archive.display().to_string(), name]);
        let archive = if name.ends_with("gzip") {
            run(Command::new("gzip").args(["--force", "image.tar"]).current_dir(&folder)).ok();
            folder.join("image.tar.gz")
        } else {
            archive
        };
        let archive = archive.display().to_string();
        let id = id_of(name);
        docker(&["rmi", name]);
        let loaded = cluster.devcluster(&["image", "load", &archive]);
        assert!(loaded.stderr.contains("sent to control-plane-1"), "{loaded}");
        assert!(images_of_node(cluster, &format!("docker.io/library/{name}")).contains(&id));
        let again = cluster.devcluster(&["image", "load", &archive]);
        assert!(again.stderr.contains("have it already"), "{again}");
    }
}

/// From the template, with an edit in between.
pub fn up_and_up_again(cluster: &Cluster) {
    let _kept = KeptImage::new();
    assert!(cluster.devcluster(&["new"]).ok().lines().any(|line| line == "flask-api"));
    cluster.devcluster_in(cluster.home(), &["new", "flask-api", "lab"]).ok();
    let folder = cluster.folder("lab");

    let first = cluster.devcluster_in(&folder, &["up"]);
    let url = first.stdout.trim().to_owned();
    assert!(first.code == 0 && url.starts_with("http://"), "{first}");
    assert_eq!(message(&url).as_deref(), Some(WELCOME));
    assert_eq!(predict(&url, "fine")["input_text"], "fine");

    let pods = pod_names(cluster);
    assert_eq!(cluster.devcluster(&["up", &folder.display().to_string()]).ok().trim(), url);
    assert_eq!(pod_names(cluster), pods, "nothing changed, so nothing is replaced");

    for edition in ["second", "third"] {
        let before = message(&url).expect("the app answers");
        edit(&folder.join("app.py"), &before, edition);
        cluster.devcluster_in(&folder, &["up"]).ok();
        for request in 0..20 {
            assert_eq!(message(&url).as_deref(), Some(edition), "request {request}");
        }
    }
    assert_eq!(loaded_id(cluster), id_of(IMAGE));

    // Neither kubectl's apply of the same file nor ours takes the pods for outdated.
    let pods = pod_names(cluster);
    cluster.kubectl(&format!("apply -f {}/deployment.yaml", folder.display()));
    cluster.devcluster_in(&folder, &["apply", "."]).ok();
    cluster.kubectl("rollout status deployment flask-api-deployment --timeout=90s");
    assert_eq!(pod_names(cluster), pods);

    assert!(cluster.devcluster(&["logs", "flask-api"]).ok().contains("GET / HTTP"));
    let answer = cluster.devcluster(&["exec", "flask-api", "--", "python", "-c", "print(6 * 7)"]).ok();
    assert_eq!(answer.trim(), "42");
    cluster.devcluster(&["exec", "flask-api", "--", "sh", "-c", "exit 7"]).fails_with(7);
    opens_a_browser(cluster, &folder, &url);

    cluster.devcluster_in(&folder, &["down"]).ok();
    assert_eq!(pod_names(cluster), Vec::<String>::new());
}

/// `open` and `up` hand the URL to xdg-open where there is a screen.
fn opens_a_browser(cluster: &Cluster, folder: &Path, url: &str) {
    let programs = cluster.folder("browser");
    let opened = programs.join("opened");
    let browser = programs.join("xdg-open");
    std::fs::write(&browser, format!("#!/bin/sh\necho \"$1\" >{0}.new\nmv {0}.new {0}\n", opened.display()))
        .expect("a file");
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(&browser, std::fs::Permissions::from_mode(0o755)).expect("permissions");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(std::iter::once(programs).chain(std::env::split_paths(&path))).expect("a PATH");
    for words in [["open"].as_slice(), &["open", "flask-api-service"], &["up"]] {
        let mut command = cluster.command(words);
        let shown = run(command
            .current_dir(folder)
            .env("PATH", &path)
            .env("DISPLAY", ":0")
            .env_remove("CI")
            .env_remove("WSL_DISTRO_NAME"))
        .ok();
        assert_eq!(shown.trim(), url);
        let got = until("the browser gets the URL", LIMIT, || std::fs::read_to_string(&opened).ok());
        assert_eq!(got.trim(), url);
        std::fs::remove_file(&opened).expect("the file can be removed");
    }
}

/// What `GET /` answers, if it answers.
pub fn message(url: &str) -> Option<String> {
    let answer = run(Command::new("curl").args(["--silent", "--fail", "--max-time", "10", &format!("{url}/")]));
    let value: serde_json::Value = serde_json::from_str(&answer.stdout).ok()?;
    Some(value["message"].as_str()?.to_owned())
}

fn predict(url: &str, text: &str) -> serde_json::Value {
    let body = serde_json::json!({ "text": text }).to_string();
    let json = "Content-Type: application/json";
    let answer = run(Command::new("curl").args([
        "--silent",
        "--fail",
        "--max-time",
        "10",
        "--header",
        json,
        "--data",
        &body,
        &format!("{url}/predict"),
    ]))
    .ok();
    serde_json::from_str(&answer).unwrap_or_else(|error| panic!("{error} in {answer}"))
}

fn wait_for_replicas(cluster: &Cluster, count: usize) {
    until(&format!("{count} replicas are available"), LIMIT, || {
        let answer = cluster.kubectl("get deployment flask-api-deployment -o jsonpath={.spec.replicas}/{.status.availableReplicas}/{.status.replicas}");
        (answer == format!("{count}/{count}/{count}")).then_some(())
    });
}

/// Pods of the app that are not on their way out, by name.
fn pod_names(cluster: &Cluster) -> Vec<String> {
    let list = cluster.kubectl("get pods -l app=flask-api -o json");
    let list: serde_json::Value = serde_json::from_str(&list).unwrap_or_else(|error| panic!("{error} in {list}"));
    let pods = list["items"].as_array().into_iter().flatten();
    let staying = pods.filter(|pod| pod["metadata"]["deletionTimestamp"].is_null());
    let mut names: Vec<_> = staying.filter_map(|pod| Some(pod["metadata"]["name"].as_str()?.to_owned())).collect();
    names.sort();
    names
}

pub fn edit(file: &Path, old: &str, new: &str) {
    let text = std::fs::read_to_string(file).expect("a file");
    assert!(text.contains(old), "no `{old}` in\n{text}");
    std::fs::write(file, text.replace(old, new)).expect("a file");
}

fn id_of(image: &str) -> String {
    docker(&["image", "inspect", "--format", "{{.Id}}", image]).trim().to_owned()
}

/// The id of the lab's image in the node, by what its manifest says.
fn loaded_id(cluster: &Cluster) -> String {
    let line = images_of_node(cluster, "docker.io/library/flask-api:v1");
    let digest = line
        .split_whitespace()
        .find(|word| word.starts_with("sha256:"))
        .unwrap_or_else(|| panic!("no digest in {line}"));
    let manifest = docker(&["exec", &cluster.node(), "ctr", "--namespace", "k8s.io", "content", "get", digest]);
    let manifest: serde_json::Value =
        serde_json::from_str(&manifest).unwrap_or_else(|error| panic!("{error} in {manifest}"));
    manifest["config"]["digest"].as_str().unwrap_or_default().to_owned()
}

fn images_of_node(cluster: &Cluster, name: &str) -> String {
    let table =
        docker(&["exec", &cluster.node(), "ctr", "--namespace", "k8s.io", "images", "ls", &format!("name=={name}")]);
    table.lines().find(|line| line.starts_with(name)).unwrap_or_else(|| panic!("no {name} in\n{table}")).to_owned()
}
