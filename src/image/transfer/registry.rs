//! The cluster's registry: the engine pushes the layers that it lacks, and nodes pull those that they lack.

use std::net::Ipv4Addr;
use std::time::{SystemTime, UNIX_EPOCH};

use sha2::{Digest, Sha256};

use super::{Reference, TransferError, Wanted};
use crate::engine::{Credentials, Engine, EngineError};

/// One for all images: engines ask whether a small layer is there only by a repository that they have sent it to.
const REPOSITORY: &str = "images";
/// Digits of a name's hash in a tag.
const NAME_DIGITS: usize = 24;

/// The way to a cluster's registry.
#[derive(Debug, Clone)]
pub struct Registry {
    /// Port of 127.0.0.1 on the engine's host.
    pub port: u16,
    /// Address and port in the cluster's network.
    pub address: (Ipv4Addr, u16),
    pub credentials: Credentials,
}

/// An image that the registry has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pushed {
    pub image: Wanted,
    /// Of its manifest.
    pub digest: String,
}

impl Registry {
    /// Has the engine send an image; what it has sent before is not sent again.
    pub async fn push(&self, engine: &dyn Engine, image: &Wanted) -> Result<Pushed, TransferError> {
        let reference = format!("{}:{}", repository_at(self.port), tag(&image.reference));
        engine.tag_image(&image.id, &reference).await?;
        let digest = engine.push_image(&reference, &self.credentials).await;
        // Its name was only for the way.
        engine.remove_image(&reference).await?;
        Ok(Pushed { image: image.clone(), digest: digest? })
    }

    /// The repository as nodes ask for it.
    pub fn repository(&self) -> String {
        let (address, port) = self.address;
        format!("{address}:{port}/{REPOSITORY}")
    }
}

/// Takes from images the names that killed pushes to the registry at `port` left them. None may be under way.
pub async fn forget_pushes(engine: &dyn Engine, port: u16) -> Result<(), EngineError> {
    let names = engine.image_names(&repository_at(port)).await?;
    futures::future::try_join_all(names.iter().map(|name| engine.remove_image(name))).await.map(drop)
}

/// The repository as the engine calls it.
fn repository_at(port: u16) -> String {
    format!("127.0.0.1:{port}/{REPOSITORY}")
}

/// A tag of its own for each push, that two at once do not take each other's away. What the registry keeps of an image's
/// name is the last in the order of tags (images/registry/broom.go).
fn tag(reference: &Reference) -> String {
    let name = hex::encode(Sha256::digest(reference.as_str()));
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    format!("{}-{:015x}-{:x}", &name[..NAME_DIGITS], since.as_micros(), std::process::id())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_tell_names_apart_and_are_in_order() {
        let one = Reference::parse("app:v1").unwrap();
        let (first, second) = (tag(&one), tag(&one));
        assert!(first <= second && first[..NAME_DIGITS] == second[..NAME_DIGITS]);
        assert_ne!(tag(&Reference::parse("app:v2").unwrap())[..NAME_DIGITS], first[..NAME_DIGITS]);
    }
}
