//! Addons.

use std::collections::BTreeMap;

use crate::config::cluster::AddonSpec;
use crate::config::syntax;
use crate::yaml::decode::{Fields, scalar, text};
use crate::yaml::{Content, Node, Problems};

pub(super) const FIELDS: &[&str] = &["name", "options"];

/// A name alone, or with options.
pub(super) fn decode(node: &Node, problems: &mut Problems) -> Option<AddonSpec> {
    if !matches!(node.content, Content::Map(_)) {
        return Some(AddonSpec { name: text(syntax::addon)(node, problems)?, options: BTreeMap::new() });
    }
    let mut fields = Fields::of(node, FIELDS, problems)?;
    let name = fields.required("name", text(syntax::addon));
    let options = fields.map("options", |_| Ok(()), scalar(|text| Ok(text.to_owned())));
    Some(AddonSpec { name: name?, options })
}
