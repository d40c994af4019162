//! From the text of devcluster.yaml to what it says; every problem is noted with its place.

use super::written::{Chart, Image, Open, Written};
use crate::app::sync::decode_rule;
use crate::image::transfer::Reference;
use crate::yaml::decode::{Fields, expected, list, located, map, scalar, text};
use crate::yaml::{Node, Problems};

/// The `apiVersion` of this form.
pub const API_VERSION: &str = "devcluster.dev/v1alpha1";
/// The `kind` of this form.
pub const KIND: &str = "App";

pub(super) const FIELDS: &[&str] = &[
    "apiVersion",
    "kind",
    "name",
    "namespace",
    "registry",
    "image",
    "images",
    "manifests",
    "kustomization",
    "chart",
    "service",
    "open",
    "sync",
];
pub(super) const IMAGE_FIELDS: &[&str] = &["name", "context", "dockerfile", "target", "args"];
pub(super) const CHART_FIELDS: &[&str] = &["path", "release", "namespace", "values", "set"];
pub(super) const OPEN_FIELDS: &[&str] = &["service", "port", "path"];

/// Reads a document; `None` where it is no mapping at all.
pub fn decode(node: &Node, problems: &mut Problems) -> Option<Written> {
    if node.is_null() {
        return expected(format!("an app that begins with `apiVersion: {API_VERSION}`"), node, problems);
    }
    let mut fields = Fields::of(node, FIELDS, problems)?;
    fields.required("apiVersion", text(|text| exactly(API_VERSION, text)));
    fields.required("kind", text(|text| exactly(KIND, text)));
    let image = fields.optional("image", located(text(image_name)));
    let images = fields.optional("images", located(list(decode_image)));
    let service = fields.optional("service", located(text(filled)));
    let open = fields.optional("open", decode_open);
    let written = Written {
        name: fields.optional("name", text(filled)),
        namespace: fields.optional("namespace", text(label)),
        registry: fields.optional("registry", text(registry)),
        manifests: fields.optional("manifests", list(text(filled))),
        kustomization: fields.optional("kustomization", text(filled)),
        chart: fields.optional("chart", decode_chart),
        image: image.as_ref().map(|image| image.value.clone()),
        images: None,
        service: service.as_ref().map(|service| service.value.clone()),
        open,
        sync: fields.list("sync", decode_rule),
    };
    if let (Some(_), Some(images)) = (&image, &images) {
        problems.add(images.place, "`image` and `images` say the same; leave one of them out");
    }
    if let (Some(service), Some(Open { service: Some(_), .. })) = (&service, &written.open) {
        problems.add(service.place, "the service stands in `open` too; leave one of them out");
    }
    Some(Written { images: images.map(|images| images.value), ..written })
}

fn decode_image(node: &Node, problems: &mut Problems) -> Option<Image> {
    let mut fields = Fields::of(node, IMAGE_FIELDS, problems)?;
    let name = fields.required("name", text(image_name));
    let image = Image {
        name: String::new(),
        context: fields.optional("context", text(filled)),
        dockerfile: fields.optional("dockerfile", text(filled)),
        target: fields.optional("target", text(filled)),
        args: fields.optional("args", map(|_| Ok(()), scalar(any))).unwrap_or_default(),
    };
    Some(Image { name: name?, ..image })
}

fn decode_chart(node: &Node, problems: &mut Problems) -> Option<Chart> {
    let mut fields = Fields::of(node, CHART_FIELDS, problems)?;
    let path = fields.required("path", text(filled));
    let chart = Chart {
        path: String::new(),
        release: fields.optional("release", text(label)),
        namespace: fields.optional("namespace", text(label)),
        values: fields.list("values", text(filled)),
        set: fields.optional("set", map(|_| Ok(()), scalar(any))).unwrap_or_default(),
    };
    Some(Chart { path: path?, ..chart })
}

fn decode_open(node: &Node, problems: &mut Problems) -> Option<Open> {
    let mut fields = Fields::of(node, OPEN_FIELDS, problems)?;
    Some(Open {
        service: fields.optional("service", text(filled)),
        port: fields.optional("port", scalar(filled)),
        path: fields.optional("path", text(filled)),
    })
}

fn exactly(wanted: &str, text: &str) -> Result<(), String> {
    if text == wanted { Ok(()) } else { Err(format!("expected `{wanted}`, found `{text}`")) }
}

fn any(text: &str) -> Result<String, String> {
    Ok(text.to_owned())
}

fn filled(text: &str) -> Result<String, String> {
    if text.is_empty() { Err("expected text that is not empty".to_owned()) } else { Ok(text.to_owned()) }
}

fn image_name(text: &str) -> Result<String, String> {
    match Reference::parse(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(_) => Err(format!("`{text}` is not an image name; it looks like `shop:v1`")),
    }
}

/// `ghcr.io/me`: an image name could follow.
fn registry(text: &str) -> Result<String, String> {
    let text = text.trim_end_matches('/');
    let is_host = text.split('/').next().is_some_and(|host| host.contains(['.', ':']) || host == "localhost");
    match Reference::parse(&format!("{text}/app:v1")) {
        Ok(_) if is_host => Ok(text.to_owned()),
        _ => Err(format!("`{text}` is not a registry; it looks like `ghcr.io/me` or `docker.io/me`")),
    }
}

/// A name as Kubernetes has it for namespaces.
fn label(text: &str) -> Result<String, String> {
    let is_inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let valid = text.len() <= 63
        && text.starts_with(is_inner)
        && text.ends_with(is_inner)
        && text.chars().all(|c| is_inner(c) || c == '-');
    if valid { Ok(text.to_owned()) } else { Err(format!("`{text}` has to be of lower-case letters, digits and `-`")) }
}
