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

/// The objects of an app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApplySet {
    /// The app's name.
    pub app: String,
    /// Where the object is that stands for it.
    pub namespace: String,
}

impl ApplySet {
    /// Name of the object that stands for it.
    pub fn parent(&self) -> String {
        let of = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
        let name: String = format!("devcluster-app-{}", self.app).chars().map(of).take(LONGEST).collect();
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
        let set = ApplySet { app: "My Shop".into(), namespace: "default".into() };
        assert_eq!(set.parent(), "devcluster-app-my-shop");
        // printf devcluster-app-my-shop.default.ConfigMap. | openssl dgst -sha256 -binary | basenc --base64url
        assert_eq!(set.id(), "applyset-NFsEraQq8tnEXRocYhtgmCS8I38GapG8A307qpHXyqo-v1");
        assert!(set.id().len() <= LONGEST);
    }
}
