//! Image registries.

use crate::config::syntax;
use crate::yaml::decode::{Fields, boolean, located, text};
use crate::yaml::{Located, Node, Problems};

pub(super) const FIELDS: &[&str] = &["host", "mirrors", "ca", "caFile", "insecure"];

/// How nodes reach one registry.
#[derive(Debug)]
pub struct Registry {
    pub host: Option<Located<String>>,
    pub mirrors: Vec<Located<String>>,
    /// A certificate, PEM.
    pub ca: Option<Located<String>>,
    /// A path that may be relative to the config file.
    pub ca_file: Option<Located<String>>,
    pub insecure: Option<Located<bool>>,
}

pub(super) fn decode(node: &Node, problems: &mut Problems) -> Option<Registry> {
    let mut fields = Fields::of(node, FIELDS, problems)?;
    Some(Registry {
        host: fields.required("host", located(text(syntax::registry_host))),
        mirrors: fields.list("mirrors", located(text(syntax::mirror_url))),
        ca: fields.optional("ca", located(text(|pem| Ok(pem.to_owned())))),
        ca_file: fields.optional("caFile", located(text(|path| Ok(path.to_owned())))),
        insecure: fields.optional("insecure", located(boolean)),
    })
}
