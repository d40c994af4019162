//! The files of `templates/cluster`, rendered.

use include_dir::{Dir, include_dir};
use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;

use super::ClusterError;

static TEMPLATES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates/cluster");

/// Upstream's references of the images that system pods run, as they are baked into the node image.
#[derive(Debug, Clone, Serialize)]
pub struct SystemImages {
    pub etcd: &'static str,
    pub kube_apiserver: &'static str,
    pub kube_controller_manager: &'static str,
    pub kube_scheduler: &'static str,
    pub kube_proxy: &'static str,
    pub coredns: &'static str,
}

/// Renders one template; a variable that is not given is an error.
pub fn render(path: &str, values: &impl Serialize) -> Result<String, ClusterError> {
    let fail = |source| ClusterError::Template { name: path.to_owned(), source };
    let text = TEMPLATES.get_file(path).and_then(|file| file.contents_utf8()).unwrap_or_default();
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.render_str(text, minijinja::value::Serde(values)).map_err(fail)
}

/// Paths of all templates in a folder, in the order of their names.
pub fn in_folder(folder: &str) -> Vec<String> {
    let files = TEMPLATES.get_dir(folder).into_iter().flat_map(Dir::files);
    let mut paths: Vec<_> = files.map(|file| file.path().display().to_string()).collect();
    paths.sort();
    paths
}

/// The images of this release's node image.
pub fn system_images() -> SystemImages {
    SystemImages {
        etcd: "registry.k8s.io/etcd:3.6.8-0",
        kube_apiserver: "registry.k8s.io/kube-apiserver:v1.36.3",
        kube_controller_manager: "registry.k8s.io/kube-controller-manager:v1.36.3",
        kube_scheduler: "registry.k8s.io/kube-scheduler:v1.36.3",
        kube_proxy: "registry.k8s.io/kube-proxy:v1.36.3",
        coredns: "registry.k8s.io/coredns/coredns:v1.15.0",
    }
}
