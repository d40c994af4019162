//! From the text of addon.yaml to what it says; every problem is noted with its place.

use super::addon::{Addon, AddonImage, AddonOption, Opening, OptionKind, OptionValue, RegistryName, UpstreamManifests};
use crate::cluster::Condition;
use crate::image::transfer::Reference;
use crate::yaml::decode::{Fields, expected, list, scalar, text};
use crate::yaml::{Content, Node, Problems};

const FIELDS: &[&str] = &[
    "apiVersion",
    "kind",
    "summary",
    "version",
    "upstream",
    "images",
    "needs",
    "options",
    "manifests",
    "fields",
    "ports",
    "registries",
    "records",
    "ready",
    "open",
    "notes",
    "memory",
];
const OPTION_FIELDS: &[&str] = &["about", "type", "values", "default"];
const MANIFEST_FIELDS: &[&str] = &["image", "path"];
const REGISTRY_FIELDS: &[&str] = &["name", "endpoint"];
const READY_FIELDS: &[&str] = &["apiVersion", "kind", "namespace", "name", "condition"];
const OPEN_FIELDS: &[&str] = &["namespace", "service", "port", "path"];
const API_VERSION: &str = "devcluster.dev/v1alpha1";
const KIND: &str = "Addon";

/// Reads a document; `None` where something in it is wrong.
pub fn decode(name: &str, node: &Node, problems: &mut Problems) -> Option<Addon> {
    if node.is_null() {
        return expected(format!("an addon that begins with `apiVersion: {API_VERSION}`"), node, problems);
    }
    let mut fields = Fields::of(node, FIELDS, problems)?;
    fields.required("apiVersion", text(|text| exactly(API_VERSION, text)));
    fields.required("kind", text(|text| exactly(KIND, text)));
    let summary = fields.required("summary", text(filled));
    let version = fields.required("version", scalar(filled));
    let addon = Addon {
        name: name.to_owned(),
        summary: String::new(),
        version: String::new(),
        upstream: fields.optional("upstream", text(filled)),
        images: fields.list("images", text(image)),
        needs: fields.list("needs", text(name_of)),
        options: fields.map("options", option_name, decode_option),
        manifests: fields.list("manifests", decode_manifests),
        fields: fields.list("fields", text(filled)),
        ports: fields.list("ports", text(filled)),
        registries: fields.list("registries", decode_registry),
        records: fields.list("records", text(filled)),
        ready: fields.list("ready", decode_ready),
        open: fields.optional("open", decode_open),
        notes: fields.optional("notes", text(filled)),
        memory: fields.optional("memory", text(filled)),
    };
    Some(Addon { summary: summary?, version: version?, ..addon })
}

fn decode_option(node: &Node, problems: &mut Problems) -> Option<AddonOption> {
    let mut fields = Fields::of(node, OPTION_FIELDS, problems)?;
    let about = fields.required("about", text(filled));
    let values = fields.optional("values", list(scalar(filled)));
    let kind = match values {
        Some(values) => Some(OptionKind::Choice(values)),
        None => fields.required("type", text(option_kind)),
    };
    let place = fields.place();
    let default = fields.optional("default", default_text);
    let (about, kind) = (about?, kind?);
    let default = match default.map(|text| kind.parse(&text)) {
        Some(Ok(value)) => value,
        Some(Err(wanted)) => {
            problems.add(place, format!("the default has to be {wanted}"));
            return None;
        }
        None => OptionValue::Text(String::new()),
    };
    let default = match (&kind, default) {
        (OptionKind::List, OptionValue::Text(_)) => OptionValue::List(Vec::new()),
        (OptionKind::Integer | OptionKind::Boolean | OptionKind::Choice(_), OptionValue::Text(text))
            if text.is_empty() =>
        {
            problems.add(place, "field `default` is missing: only texts and lists can be empty");
            return None;
        }
        (_, default) => default,
    };
    Some(AddonOption { about, kind, default })
}

/// A scalar, or the items of a list with commas between them: as `--set` takes it.
fn default_text(node: &Node, problems: &mut Problems) -> Option<String> {
    match node.content {
        Content::List(_) => Some(list(scalar(filled))(node, problems)?.join(",")),
        _ => scalar(|text| Ok(text.to_owned()))(node, problems),
    }
}

fn decode_manifests(node: &Node, problems: &mut Problems) -> Option<UpstreamManifests> {
    let mut fields = Fields::of(node, MANIFEST_FIELDS, problems)?;
    let (image, path) = (fields.required("image", text(filled)), fields.required("path", text(absolute)));
    Some(UpstreamManifests { image: image?, path: path? })
}

fn decode_registry(node: &Node, problems: &mut Problems) -> Option<RegistryName> {
    let mut fields = Fields::of(node, REGISTRY_FIELDS, problems)?;
    let (name, endpoint) = (fields.required("name", text(filled)), fields.required("endpoint", text(filled)));
    Some(RegistryName { name: name?, endpoint: endpoint? })
}

fn decode_ready(node: &Node, problems: &mut Problems) -> Option<Condition> {
    let mut fields = Fields::of(node, READY_FIELDS, problems)?;
    let (api_version, kind) = (fields.required("apiVersion", text(filled)), fields.required("kind", text(filled)));
    let namespace = fields.optional("namespace", text(filled));
    let (name, condition) = (fields.required("name", text(filled)), fields.required("condition", text(filled)));
    Some(Condition { api_version: api_version?, kind: kind?, namespace, name: name?, condition: condition? })
}

fn decode_open(node: &Node, problems: &mut Problems) -> Option<Opening> {
    let mut fields = Fields::of(node, OPEN_FIELDS, problems)?;
    let (namespace, service) = (fields.required("namespace", text(filled)), fields.required("service", text(filled)));
    let port = fields.optional("port", scalar(filled));
    let path = fields.optional("path", text(absolute)).unwrap_or_default();
    Some(Opening { namespace: namespace?, service: service?, port, path })
}

fn exactly(wanted: &str, text: &str) -> Result<(), String> {
    if text == wanted { Ok(()) } else { Err(format!("expected `{wanted}`, found `{text}`")) }
}

fn filled(text: &str) -> Result<String, String> {
    if text.is_empty() { Err("expected text that is not empty".to_owned()) } else { Ok(text.trim_end().to_owned()) }
}

fn absolute(text: &str) -> Result<String, String> {
    if text.starts_with('/') { Ok(text.to_owned()) } else { Err(format!("`{text}` has to begin with `/`")) }
}

/// A word alone is a folder of images; a reference has a tag or a path.
fn image(text: &str) -> Result<AddonImage, String> {
    if !text.contains([':', '/', '@']) {
        return Ok(AddonImage::Folder(text.to_owned()));
    }
    match Reference::parse(text) {
        Ok(_) => Ok(AddonImage::Reference(text.to_owned())),
        Err(_) => Err(format!("`{text}` is neither an image (`shop:v1`) nor a folder of images")),
    }
}

fn name_of(text: &str) -> Result<String, String> {
    let valid = text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if valid { Ok(text.to_owned()) } else { Err(format!("`{text}` is not the name of an addon")) }
}

fn option_name(text: &str) -> Result<(), String> {
    let valid = text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(|c| c.is_ascii_alphanumeric());
    if valid { Ok(()) } else { Err(format!("`{text}` has to be of letters and digits: `hostPort`")) }
}

fn option_kind(text: &str) -> Result<OptionKind, String> {
    match text {
        "text" => Ok(OptionKind::Text),
        "integer" => Ok(OptionKind::Integer),
        "boolean" => Ok(OptionKind::Boolean),
        "list" => Ok(OptionKind::List),
        _ => {
            Err(format!("`{text}` is none of text, integer, boolean, list; for words to choose from there is `values`"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::parse_marked;

    fn read(text: &str) -> Result<Addon, Vec<String>> {
        let mut problems = Problems::default();
        let addon = decode("shop", &parse_marked(text).unwrap(), &mut problems);
        let problems: Vec<_> = problems.into_sorted().iter().map(|problem| problem.line("addon.yaml")).collect();
        addon.filter(|_| problems.is_empty()).ok_or(problems)
    }

    #[test]
    fn an_addon_is_read() {
        let addon = read(
            "apiVersion: devcluster.dev/v1alpha1\nkind: Addon\nsummary: A shop\nversion: 1.2\nimages: [shop, 'redis:7']\n\
             options: {port: {about: Where, type: integer, default: 80}, hosts: {about: Names, type: list}, level: {about: How, values: [low, high], default: low}}\n\
             manifests: [{image: shop, path: /manifests}]\nready: [{apiVersion: v1, kind: Pod, name: a, condition: Ready}]\nopen: {namespace: shop, service: web}\n",
        )
        .unwrap();
        assert_eq!(addon.version, "1.2");
        assert_eq!(addon.images, [AddonImage::Folder("shop".into()), AddonImage::Reference("redis:7".into())]);
        assert_eq!(addon.options["port"].default, OptionValue::Integer(80));
        assert_eq!(addon.options["hosts"].default, OptionValue::List(Vec::new()));
        assert_eq!(addon.options["level"].kind.parse("mid"), Err("one of low, high".into()));
    }

    #[test]
    fn all_problems_are_told() {
        let problems = read(
            "apiVersion: devcluster.dev/v1alpha1\nkind: Addon\nsumary: A shop\nversion: ''\nimages: ['shop:']\n\
             options: {a-b: {about: x, type: number}, c: {about: x, type: integer}}\nopen: {service: web}\n",
        )
        .unwrap_err();
        insta::assert_snapshot!(problems.join("\n"), @r"
        addon.yaml:3:1: unknown field `sumary`; did you mean `summary`?
        addon.yaml:4:10: expected text that is not empty
        addon.yaml:5:10: `shop:` is neither an image (`shop:v1`) nor a folder of images
        addon.yaml:6:11: `a-b` has to be of letters and digits: `hostPort`
        addon.yaml:6:33: `number` is none of text, integer, boolean, list; for words to choose from there is `values`
        addon.yaml:6:45: field `default` is missing: only texts and lists can be empty
        addon.yaml:7:7: field `namespace` is missing
        ");
    }
}
