//! An ApplySet's identity.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// Label of members: the id of their set.
pub const PART_OF: &str = "applyset.kubernetes.io/part-of";
/// Label of the object that stands for a set: its id.
pub(super) const ID: &str = "applyset.kubernetes.io/id";
/// Kind of the object that stands for a set, of the core group.
const KIND: &str = "ConfigMap";
/// Longest name that is a whole label.
const LONGEST: usize = 63;

/// Where the objects are that stand for addons.
const ADDON_NAMESPACE: &str = "kube-system";

/// What a set of objects is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetKind {
    App,
    Addon,
}

/// The objects of an app or of an addon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApplySet {
    pub kind: SetKind,
    /// Name of the app or addon.
    pub name: String,
    /// Where the object is that stands for it.
    pub namespace: String,
}

impl ApplySet {
    /// The objects of an app.
    pub fn of_app(name: impl Into<String>, namespace: impl Into<String>) -> Self {
        Self { kind: SetKind::App, name: name.into(), namespace: namespace.into() }
    }

    /// The objects of an addon.
    pub fn of_addon(name: impl Into<String>) -> Self {
        Self { kind: SetKind::Addon, name: name.into(), namespace: ADDON_NAMESPACE.to_owned() }
    }

    /// What it is, for people, and the command that removes it.
    pub(super) fn described(&self) -> String {
        let name = &self.name;
        match self.kind {
            SetKind::App => format!("What belongs to the app {name}; `devcluster down` removes it."),
            SetKind::Addon => {
                format!("What belongs to the addon {name}; `devcluster addon disable {name}` removes it.")
            }
        }
    }

    /// Name of the object that stands for it.
    pub fn parent(&self) -> String {
        let kind = match self.kind {
            SetKind::App => "app",
            SetKind::Addon => "addon",
        };
        let of = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
        let name: String = format!("devcluster-{kind}-{}", self.name).chars().map(of).take(LONGEST).collect();
        name.trim_end_matches('-').to_owned()
    }

    /// As the specification has it: over name, namespace, kind and group of the object that stands for it.
    pub fn id(&self) -> String {
        let identity = format!("{}.{}.{KIND}.", self.parent(), self.namespace);
        format!("applyset-{}-v1", URL_SAFE_NO_PAD.encode(Sha256::digest(identity)))
    }

    /// Selects its members.
    pub fn selector(&self) -> String {
        format!("{PART_OF}={}", self.id())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_is_kubectls() {
        let set = ApplySet::of_app("My Shop", "default");
        assert_eq!(set.parent(), "devcluster-app-my-shop");
        // printf devcluster-app-my-shop.default.ConfigMap. | openssl dgst -sha256 -binary | basenc --base64url
        assert_eq!(set.id(), "applyset-NFsEraQq8tnEXRocYhtgmCS8I38GapG8A307qpHXyqo-v1");
        assert!(set.id().len() <= LONGEST);
    }
}
