//! Apps by their file: several images, kustomizations, charts, what leaves an app, and its end.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::cluster::Cluster;
use crate::process::{run, start};
use crate::until::until;
use crate::world::docker;

const LIMIT: Duration = Duration::from_secs(60);
/// Label of containers that run a program once.
const TOOLS: &str = "label=dev.devcluster.tool";

/// Two images from one file, each with its own Dockerfile, stage and arguments, and a page behind a port by name.
pub fn several_images(cluster: &Cluster) {
    let folder = pages(cluster, "e2e-shop");
    let shown = cluster.devcluster_in(&folder, &["up"]).ok();
    let url = shown.trim();
    assert!(url.ends_with("/deep/"), "{url}");
    assert_eq!(until("the app answers", LIMIT, || page(url)), "deep e2e");
    assert_eq!(cluster.devcluster_in(&folder, &["open"]).ok().trim(), url);
    assert_eq!(cluster.devcluster_in(&folder, &["exec", "--", "cat", "/www/tool"]).ok(), "tool\n");
    assert!(cluster.devcluster_in(&folder, &["logs"]).ok().contains("GET /deep/"));

    // Flags of docker build, for one of the images.
    let flags = ["build", "-t", "e2e-shop-web:v1", "--", "--no-cache", "--build-arg", "GREETING=other"];
    cluster.devcluster_in(&folder, &flags).ok();
    assert_eq!(docker(&["run", "--rm", "e2e-shop-web:v1", "cat", "/www/deep/index.html"]), "deep other\n");
    let stderr = cluster.devcluster_in(&folder, &["build", "-t", "nothing:v1"]).fails_with(1);
    assert!(stderr.contains("no image `nothing:v1`; it has e2e-shop-web:v1, e2e-shop-tool:v1"), "{stderr}");

    cluster.devcluster_in(&folder, &["down"]).ok();
    assert_eq!(cluster.kubectl("get all -l app=e2e-shop -o name"), "");
    docker(&["rmi", "e2e-shop-web:v1", "e2e-shop-tool:v1"]);
}

/// What leaves the app leaves the cluster, data is kept until it is said, and a second `down` finds nothing.
pub fn what_leaves_an_app(cluster: &Cluster) {
    cluster.load_python();
    let folder = cluster.folder("e2e-data");
    let manifest = folder.join("all.yaml");
    std::fs::write(&manifest, DATA).expect("a file");
    let applied = cluster.devcluster_in(&folder, &["apply", "--wait"]).ok();
    assert!(applied.contains("namespace/e2e-data created"), "{applied}");
    assert!(applied.contains("gadget.e2e.example.com/one created"), "{applied}");
    let id = cluster.kubectl("get configmap devcluster-app-e2e-data -o jsonpath={.metadata.labels}");
    let label = cluster.kubectl("get configmap extra -n e2e-data -o jsonpath={.metadata.labels}");
    assert_eq!(
        id.replace("applyset.kubernetes.io/id", ""),
        label.replace("applyset.kubernetes.io/part-of", ""),
        "members carry the id of their set"
    );
    // Applying a manifest alone takes nothing out of the app.
    cluster.devcluster_in(&folder, &["apply", "-f", "all.yaml"]).ok();
    assert_eq!(cluster.kubectl("get configmap extra -n e2e-data -o jsonpath={.metadata.labels}"), label);

    let (rest, _) = DATA.split_once("---\n# leaves\n").expect("a part that leaves");
    std::fs::write(&manifest, rest).expect("a file");
    let applied = cluster.devcluster_in(&folder, &["apply"]).ok();
    assert!(applied.contains("configmap/extra pruned"), "{applied}");
    assert_eq!(cluster.kubectl("get configmap extra -n e2e-data --ignore-not-found"), "");

    let down = cluster.devcluster_in(&folder, &["down"]);
    assert!(down.stderr.contains("kept, for the data in volumes"), "{down}");
    assert_eq!(cluster.kubectl("get pods -n e2e-data -o name"), "");
    let claims = cluster.kubectl("get pvc -n e2e-data -o name");
    assert!(claims.contains("data-db-0") && claims.contains("files"), "{claims}");
    let down = cluster.devcluster_in(&folder, &["down", "--volumes"]).ok();
    assert!(down.contains("persistentvolumeclaim/data-db-0 deleted"), "{down}");
    assert_eq!(cluster.kubectl("get namespace e2e-data --ignore-not-found"), "");
    let again = cluster.devcluster_in(&folder, &["down"]);
    assert_eq!((again.code, again.stdout.as_str()), (0, ""), "{again}");
    assert!(again.stderr.contains("nothing is there"), "{again}");

    // A namespace that the app did not make outlives it.
    cluster.kubectl("create namespace e2e-data");
    let plain = "apiVersion: v1\nkind: Namespace\nmetadata: {name: e2e-data}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: e2e-data}\n";
    std::fs::write(&manifest, plain).expect("a file");
    cluster.devcluster_in(&folder, &["apply"]).ok();
    let down = cluster.devcluster_in(&folder, &["down"]).ok();
    assert_eq!(down, "configmap/a deleted\n");
    cluster.kubectl("delete namespace e2e-data");
}

/// Kustomizations by the host's kubectl and, where there is none, by the node image's; with bases beside the folder.
pub fn kustomizations(cluster: &Cluster) {
    let folder = cluster.folder("e2e-kustomize");
    write(&folder, "base/kustomization.yaml", "resources: [all.yaml]\n");
    write(&folder, "base/all.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: e2e-kustomized}\n");
    write(&folder, "overlays/dev/kustomization.yaml", "namePrefix: dev-\nresources: [../../base]\n");
    let overlay = folder.join("overlays/dev").display().to_string();
    let applied = cluster.devcluster(&["apply", "-k", &overlay]).ok();
    assert_eq!(applied, "configmap/dev-e2e-kustomized created\n");
    let programs = cluster.folder("docker-alone");
    let docker_path = run(Command::new("sh").args(["-c", "command -v docker"])).ok();
    std::os::unix::fs::symlink(docker_path.trim(), programs.join("docker")).expect("a link");
    let applied = run(cluster.command(&["apply", "-k", &overlay]).env("PATH", &programs)).ok();
    assert_eq!(applied, "configmap/dev-e2e-kustomized unchanged\n");
    assert_eq!(docker(&["ps", "--all", "--quiet", "--filter", TOOLS]), "");
    cluster.kubectl("delete configmap dev-e2e-kustomized");
}

/// A chart, with values, a definition, hooks and tests; nothing is left of what rendered it, also after Ctrl-C.
pub fn charts(cluster: &Cluster) {
    let folder = cluster.folder("e2e-chart");
    write(&folder, "chart/Chart.yaml", "apiVersion: v2\nname: shop\nversion: 0.1.0\n");
    write(&folder, "chart/values.yaml", "greeting: none\n");
    let map = |name: &str, more: &str| {
        format!(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}{more}}}\ndata: {{greeting: {{{{ .Values.greeting }}}}, kube: \"{{{{ .Capabilities.KubeVersion.Version }}}}\"}}\n"
        )
    };
    write(&folder, "chart/templates/a.yaml", &map("\"{{ .Release.Name }}-a\"", ""));
    write(&folder, "chart/templates/b.yaml", &map("hooked", ", annotations: {helm.sh/hook: pre-install}"));
    write(&folder, "chart/templates/c.yaml", &map("tested", ", annotations: {helm.sh/hook: test}"));
    write(&folder, "prod.yaml", "greeting: prod\n");
    let words = ["apply", "--chart", "chart", "--release", "e2e", "--values", "prod.yaml", "--app", "e2e-chart"];
    let applied = cluster.devcluster_in(&folder, &words);
    assert_eq!(applied.code, 0, "{applied}");
    assert!(applied.stdout.contains("configmap/e2e-a created"), "{applied}");
    assert!(!applied.stdout.contains("tested"), "{applied}");
    assert!(applied.stderr.contains("`hooked` is a hook (pre-install)"), "{applied}");
    assert_eq!(cluster.kubectl("get configmap e2e-a -o jsonpath={.data.greeting}"), "prod");
    assert!(cluster.kubectl("get configmap e2e-a -o jsonpath={.data.kube}").starts_with("v1."));
    let set = [&words[..], &["--set", "greeting=set"]].concat();
    cluster.devcluster_in(&folder, &set).ok();
    assert_eq!(cluster.kubectl("get configmap e2e-a -o jsonpath={.data.greeting}"), "set");

    let mut rendering = start(cluster.command(&words).current_dir(&folder), None);
    let tools = || docker(&["ps", "--all", "--quiet", "--filter", TOOLS]);
    until("it renders, or has done so", LIMIT, || {
        (!tools().is_empty() || rendering.child.try_wait().ok().flatten().is_some()).then_some(())
    });
    run(Command::new("kill").args(["-INT", &rendering.child.id().to_string()]));
    rendering.wait();
    assert_eq!(tools(), "", "nothing is left of an apply that was interrupted");

    write(&folder, "chart/templates/a.yaml", "{{ .Values.a.b }}\n");
    let stderr = cluster.devcluster_in(&folder, &words).fails_with(1);
    assert!(stderr.contains("the chart `chart` could not be rendered") && stderr.contains("a.yaml:1"), "{stderr}");
    cluster.devcluster(&["down", "--app", "e2e-chart"]).ok();
    assert!(!cluster.kubectl("get configmap -o name").contains("e2e"));
}

/// A port of this machine that leads to an app, also after its pod was replaced.
pub fn forwarded_ports(cluster: &Cluster) {
    let folder = pages(cluster, "e2e-shop");
    cluster.devcluster_in(&folder, &["up"]).ok();
    let held = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let taken = held.local_addr().expect("an address").port().to_string();
    let forward = |words: &[&str]| start(cluster.command(&[&["forward"], words].concat()).current_dir(&folder), None);
    let by_app = forward(&["18081:8000"]);
    let by_service = forward(&["e2e-shop-web", "18082:80"]);
    for port in ["18081", "18082"] {
        let url = format!("http://127.0.0.1:{port}/deep/");
        assert_eq!(until("the port answers", LIMIT, || page(&url)), "deep e2e");
    }
    cluster.kubectl("delete pods -l app=e2e-shop --wait=true");
    assert_eq!(until("the new pod answers", LIMIT, || page("http://127.0.0.1:18081/deep/")), "deep e2e");
    for running in [by_app, by_service] {
        running.interrupt().ok();
    }
    let stderr = cluster.devcluster_in(&folder, &["forward", &format!("{taken}:8000")]).fails_with(3);
    assert!(stderr.contains("can't be used") && stderr.contains("hint:"), "{stderr}");
    cluster.devcluster_in(&folder, &["down"]).ok();
}

/// Another context: asked before, and no images without a registry.
pub fn other_contexts(cluster: &Cluster) {
    let folder = pages(cluster, "e2e-shop");
    let ours = format!("devcluster-{}", cluster.name);
    let text = std::fs::read_to_string(cluster.kubeconfig()).expect("a kubeconfig");
    let kubeconfig = folder.join("kubeconfig");
    std::fs::write(&kubeconfig, text.replace(&ours, "e2e-prod")).expect("a file");
    let devcluster = |words: &[&str]| run(cluster.command(words).current_dir(&folder).env("KUBECONFIG", &kubeconfig));
    let stderr = devcluster(&["up", "--context", "e2e-prod"]).fails_with(1);
    assert!(stderr.contains("leads to a cluster elsewhere") && stderr.contains("--yes"), "{stderr}");
    let stderr = devcluster(&["up", "--context", "e2e-prod", "--yes"]).fails_with(1);
    assert!(stderr.contains("names no registry") && stderr.contains("registry: ghcr.io/me"), "{stderr}");
    let stderr = devcluster(&["apply", "--context", "nowhere", "--yes"]).fails_with(1);
    assert!(stderr.contains("no context `nowhere`") && stderr.contains("e2e-prod"), "{stderr}");
    std::fs::write(folder.join("map.yaml"), "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: e2e-elsewhere}\n")
        .expect("a file");
    let applied = devcluster(&["apply", "-f", "map.yaml", "--context", "e2e-prod", "--yes"]).ok();
    assert_eq!(applied, "configmap/e2e-elsewhere created\n");
    cluster.kubectl("delete configmap e2e-elsewhere");
    // A context of ours is the cluster itself.
    let applied = cluster.devcluster_in(&folder, &["apply", "-f", "map.yaml", "--context", &ours]).ok();
    assert_eq!(applied, "configmap/e2e-elsewhere created\n");
    cluster.kubectl("delete configmap e2e-elsewhere");
}

/// All mistakes of a file at once.
pub fn mistakes_in_the_file(cluster: &Cluster) {
    let folder = cluster.folder("e2e-mistakes");
    let text = "apiVersion: devcluster.dev/v1alpha1\nkind: App\nimagse: []\nopen: {port: [80]}\n";
    write(&folder, "devcluster.yaml", text);
    let stderr = cluster.devcluster_in(&folder, &["up"]).fails_with(1);
    for part in ["`devcluster.yaml` has 2 problems", ":3:1: unknown field `imagse`; did you mean `images`?", ":4:14:"] {
        assert!(stderr.contains(part), "no `{part}` in\n{stderr}");
    }
}

/// An app of two images: web pages, and a tool beside them.
fn pages(cluster: &Cluster, name: &str) -> PathBuf {
    run(&mut Command::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/python/build.sh"))).ok();
    let folder = cluster.folder(name);
    let file = "apiVersion: devcluster.dev/v1alpha1\nkind: App\nimages:\n\
                - {name: 'e2e-shop-web:v1', context: web, dockerfile: Web.Dockerfile, target: pages, args: {GREETING: e2e}}\n\
                - {name: 'e2e-shop-tool:v1', context: tool}\n\
                manifests: [all.yaml]\nopen: {port: http, path: /deep/}\n";
    write(&folder, "devcluster.yaml", file);
    let dockerfile = "FROM python:3.9-slim AS pages\nARG GREETING\nRUN mkdir -p /www/deep && echo deep $GREETING >/www/deep/index.html\n\
                      STOPSIGNAL SIGINT\nCMD [\"python\", \"-u\", \"-m\", \"http.server\", \"8000\", \"--directory\", \"/www\"]\nFROM pages AS other\n";
    write(&folder, "web/Web.Dockerfile", dockerfile);
    write(&folder, "tool/Dockerfile", "FROM python:3.9-slim\nCMD [\"sh\", \"-c\", \"echo tool >/www/tool\"]\n");
    write(&folder, "all.yaml", PAGES);
    folder
}

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    std::fs::write(path, text).expect("a file");
}

/// What a page says, if it answers.
fn page(url: &str) -> Option<String> {
    let answer = run(Command::new("curl").args(["--silent", "--fail", "--max-time", "5", url]));
    (answer.code == 0).then(|| answer.stdout.trim().to_owned())
}

const PAGES: &str = "apiVersion: apps/v1
kind: Deployment
metadata: {name: e2e-shop-web}
spec:
  selector: {matchLabels: {app: e2e-shop}}
  template:
    metadata: {labels: {app: e2e-shop}}
    spec:
      volumes: [{name: shared, emptyDir: {}}]
      initContainers:
      - {name: tool, image: 'e2e-shop-tool:v1', volumeMounts: [{name: shared, mountPath: /www}]}
      containers:
      - name: web
        image: e2e-shop-web:v1
        ports: [{name: http, containerPort: 8000}]
        volumeMounts: [{name: shared, mountPath: /www/tool, subPath: tool}]
---
apiVersion: v1
kind: Service
metadata: {name: e2e-shop-web}
spec: {type: NodePort, selector: {app: e2e-shop}, ports: [{name: metrics, port: 9090}, {name: http, port: 80, targetPort: http}]}
";

const DATA: &str = "apiVersion: v1
kind: Namespace
metadata: {name: e2e-data}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: files, namespace: e2e-data}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Mi}}}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, namespace: e2e-data}
spec:
  serviceName: db
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec:
      terminationGracePeriodSeconds: 1
      containers:
      - name: db
        image: python:3.9-slim
        imagePullPolicy: IfNotPresent
        command: [python, -m, http.server]
        volumeMounts: [{name: data, mountPath: /data}]
  volumeClaimTemplates:
  - metadata: {name: data}
    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Mi}}}
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: gadgets.e2e.example.com}
spec:
  group: e2e.example.com
  scope: Namespaced
  names: {kind: Gadget, plural: gadgets}
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
---
apiVersion: e2e.example.com/v1
kind: Gadget
metadata: {name: one, namespace: e2e-data}
---
# leaves
apiVersion: v1
kind: ConfigMap
metadata: {name: extra, namespace: e2e-data}
";
