//! An addon as its folder describes it.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::cluster::Condition;

/// What an `addon.yaml` says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Addon {
    pub name: String,
    /// One line, for lists.
    pub summary: String,
    /// Of what it brings; an addon that is enabled is renewed when this changes.
    pub version: String,
    /// Where it comes from.
    pub upstream: Option<String>,
    /// What its pods run.
    pub images: Vec<AddonImage>,
    /// Addons that have to be there before it.
    pub needs: Vec<String>,
    /// By name.
    pub options: BTreeMap<String, AddonOption>,
    /// Manifests that are files of its images: what upstream made, as it is.
    pub manifests: Vec<UpstreamManifests>,
    /// Files of its folder whose objects are there already: their fields are set, and taken back in the end.
    pub fields: Vec<String>,
    /// Ports of the host that lead to it, templates of what `port add` takes; none where one comes to nothing.
    pub ports: Vec<String>,
    /// Registries that nodes find by other names; templates, too.
    pub registries: Vec<RegistryName>,
    /// Kinds whose objects are its own programs' notes: they go with it, and nobody has to be asked.
    pub records: Vec<String>,
    /// What has to be true, beside that all its workloads run.
    pub ready: Vec<Condition>,
    /// What is shown by `addon open`.
    pub open: Option<Opening>,
    /// What to do with it; a template, as its manifests are.
    pub notes: Option<String>,
    /// Memory that it takes at rest, for people: `20 MiB`.
    pub memory: Option<String>,
}

/// An image that an addon's pods run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AddonImage {
    /// A folder of the image catalogue.
    Folder(String),
    /// An image of the engine, else of a registry.
    Reference(String),
}

impl AddonImage {
    /// As addon.yaml has it.
    pub fn name(&self) -> &str {
        match self {
            Self::Folder(name) | Self::Reference(name) => name,
        }
    }
}

/// Manifests inside an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpstreamManifests {
    /// A folder of the image catalogue.
    pub image: String,
    /// Of a file or folder.
    pub path: String,
}

/// A registry that nodes find by another name than its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistryName {
    /// As images are named: `localhost:5000`.
    pub name: String,
    /// URL at which nodes reach it.
    pub endpoint: String,
}

/// Where an addon is looked at in a browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    pub namespace: String,
    pub service: String,
    /// Number or name of a port of the service.
    pub port: Option<String>,
    /// Begins with a slash where it is not empty.
    pub path: String,
}

/// What can be set of an addon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddonOption {
    pub about: String,
    pub kind: OptionKind,
    pub default: OptionValue,
}

/// What an option's values are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OptionKind {
    Text,
    Integer,
    Boolean,
    /// Words with commas between them.
    List,
    /// One of these.
    Choice(Vec<String>),
}

/// A value of an option.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum OptionValue {
    Boolean(bool),
    Integer(i64),
    Text(String),
    List(Vec<String>),
}

impl OptionKind {
    /// What a text means; else what was expected.
    pub fn parse(&self, text: &str) -> Result<OptionValue, String> {
        match self {
            Self::Text => Ok(OptionValue::Text(text.to_owned())),
            Self::Integer => text.parse().map(OptionValue::Integer).map_err(|_| "a whole number".to_owned()),
            Self::Boolean => text.parse().map(OptionValue::Boolean).map_err(|_| "true or false".to_owned()),
            Self::List => {
                let words = text.split(',').map(str::trim).filter(|word| !word.is_empty());
                Ok(OptionValue::List(words.map(str::to_owned).collect()))
            }
            Self::Choice(words) if words.iter().any(|word| word == text) => Ok(OptionValue::Text(text.to_owned())),
            Self::Choice(words) => Err(format!("one of {}", words.join(", "))),
        }
    }
}

impl fmt::Display for OptionKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text => formatter.write_str("text"),
            Self::Integer => formatter.write_str("integer"),
            Self::Boolean => formatter.write_str("boolean"),
            Self::List => formatter.write_str("list"),
            Self::Choice(words) => formatter.write_str(&words.join("|")),
        }
    }
}

impl fmt::Display for OptionValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Boolean(value) => write!(formatter, "{value}"),
            Self::Integer(value) => write!(formatter, "{value}"),
            Self::Text(value) => formatter.write_str(value),
            Self::List(words) => formatter.write_str(&words.join(",")),
        }
    }
}
