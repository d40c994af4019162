//! Why no volume can be made for a claim, in words for its Events.

use std::fmt;

use super::objects::{Claim, Class, Extra};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    AccessMode(String),
    Extra(Extra),
    /// The class sets these parameters.
    Parameters {
        class: String,
        names: Vec<String>,
    },
}

/// What a folder on one node can serve.
const ACCESS_MODES: [&str; 2] = ["ReadWriteOnce", "ReadWriteOncePod"];

/// The first reason, if there is one.
pub fn of(claim: &Claim, class: &Class) -> Option<Refusal> {
    if !class.parameters.is_empty() {
        return Some(Refusal::Parameters { class: class.name.clone(), names: class.parameters.clone() });
    }
    if let Some(extra) = claim.extras.first() {
        return Some(Refusal::Extra(*extra));
    }
    let mode = claim.access_modes.iter().find(|mode| !ACCESS_MODES.contains(&mode.as_str()))?;
    Some(Refusal::AccessMode(mode.clone()))
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AccessMode(mode) => write!(
                formatter,
                "access mode {mode} needs storage that several nodes share, and these volumes are folders of one node; \
                 ask for ReadWriteOnce, which pods of one node can share, or ReadWriteOncePod"
            ),
            Self::Extra(Extra::BlockDevice) => formatter
                .write_str("volumeMode Block needs a device, and these volumes are folders; ask for Filesystem"),
            Self::Extra(Extra::Selector) => formatter.write_str(
                "a selector chooses among volumes that are there, so none is made; leave it out, or make a volume by \
                 hand and set storageClassName to \"\"",
            ),
            Self::Extra(Extra::DataSource) => formatter.write_str(
                "a dataSource (snapshot or clone) is not supported: start with an empty volume and copy the data",
            ),
            Self::Extra(Extra::AttributesClass) => {
                formatter.write_str("volumeAttributesClassName is not supported: folders have no attributes to be set")
            }
            Self::Parameters { class, names } => write!(
                formatter,
                "StorageClass {class} sets parameters that are not known: {}; this provisioner has none",
                names.join(", ")
            ),
        }
    }
}
