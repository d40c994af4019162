//! The document as a whole.

use super::network::{Network, Proxy};
use super::node::NodeGroup;
use super::registry::Registry;
use super::{addon, components, network, node, registry};
use crate::config::cluster::{AddonSpec, Components, NodeRole, PortSpec};
use crate::config::{default, syntax};
use crate::yaml::decode::{Fields, boolean, expected, list, located, scalar, text};
use crate::yaml::{Located, Node, Place, Problems};

/// The `apiVersion` of this form.
pub const API_VERSION: &str = "devcluster.dev/v1alpha1";
/// The `kind` of this form.
pub const KIND: &str = "Cluster";
/// The least that is a config: all defaults.
pub const MINIMAL: &str = "apiVersion: devcluster.dev/v1alpha1\nkind: Cluster\n";

pub(super) const FIELDS: &[&str] = &[
    "apiVersion",
    "kind",
    "name",
    "kubernetesVersion",
    "nodes",
    "ports",
    "addons",
    "images",
    "network",
    "registries",
    "trustedCAs",
    "proxy",
    "auditLog",
    "components",
];
pub(super) const IMAGES_FIELDS: &[&str] = &["shared"];

/// A cluster as a user writes it.
#[derive(Debug)]
pub struct Cluster {
    pub name: Option<String>,
    pub kubernetes_version: Option<String>,
    /// With the place of the list.
    pub nodes: Option<Located<Vec<NodeGroup>>>,
    pub ports: Vec<Located<PortSpec>>,
    pub addons: Vec<AddonSpec>,
    pub images: Images,
    pub network: Network,
    pub registries: Vec<Registry>,
    /// Paths and certificates.
    pub trusted_cas: Vec<Located<String>>,
    pub proxy: Option<Proxy>,
    pub audit_log: Option<bool>,
    pub components: Components,
}

/// Where images come from.
#[derive(Debug)]
pub struct Images {
    pub shared: Option<bool>,
}

impl Default for Images {
    fn default() -> Self {
        Self { shared: Some(true) }
    }
}

impl Cluster {
    /// Reads a document; `None` where it is no mapping at all.
    pub fn decode(node: &Node, problems: &mut Problems) -> Option<Self> {
        if node.is_null() {
            return expected(format!("a config that begins with `apiVersion: {API_VERSION}`"), node, problems);
        }
        let mut fields = Fields::of(node, FIELDS, problems)?;
        fields.required("apiVersion", text(|text| exactly(API_VERSION, text)));
        fields.required("kind", text(|text| exactly(KIND, text)));
        Some(Self {
            name: fields.or("name", || default::NAME.to_owned(), text(syntax::cluster_name)),
            kubernetes_version: fields.or(
                "kubernetesVersion",
                || default::KUBERNETES_VERSION.to_owned(),
                scalar(syntax::kubernetes_version),
            ),
            nodes: fields.or("nodes", one_node, located(list(node::decode))),
            ports: fields.list("ports", located(text(str::parse))),
            addons: fields.list("addons", addon::decode),
            images: fields.optional("images", images).unwrap_or_default(),
            network: fields.optional("network", network::decode).unwrap_or_default(),
            registries: fields.list("registries", registry::decode),
            trusted_cas: fields.list("trustedCAs", located(text(|text| Ok(text.to_owned())))),
            proxy: fields.optional("proxy", network::decode_proxy),
            audit_log: fields.or("auditLog", || false, boolean),
            components: fields.optional("components", components::decode).unwrap_or_default(),
        })
    }
}

/// One control plane.
fn one_node() -> Located<Vec<NodeGroup>> {
    Located::outside("nodes", vec![NodeGroup::new(NodeRole::ControlPlane, Place::Outside("nodes"), 1)])
}

fn images(node: &Node, problems: &mut Problems) -> Option<Images> {
    let mut fields = Fields::of(node, IMAGES_FIELDS, problems)?;
    Some(Images { shared: fields.or("shared", || true, boolean) })
}

fn exactly(wanted: &str, text: &str) -> Result<(), String> {
    if text == wanted { Ok(()) } else { Err(format!("expected `{wanted}`, found `{text}`")) }
}
