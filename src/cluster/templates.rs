//! The files of `templates/cluster`, rendered.

use std::collections::BTreeMap;

use include_dir::{Dir, include_dir};
use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;

use super::ClusterError;

static TEMPLATES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates/cluster");

/// Upstream's references of the images that system pods run, as they are baked into the node image: by the name of
/// the image, `-` as `_`.
pub type SystemImages = BTreeMap<String, String>;

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
