//! The cluster's registry: the engine pushes the layers that it lacks, and nodes pull those that they lack.

use std::net::Ipv4Addr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use sha2::{Digest, Sha256};

use super::{Reference, TransferError, Wanted};
use crate::engine::{Credentials, Engine};

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

/// Takes from images the names that killed pushes to the registry at `port` left them: pushes that began longer than `age`
/// ago. A name that can't be taken from an image (a container may use it) is no reason to fail.
pub async fn forget_pushes(engine: &dyn Engine, port: u16, age: Duration) {
    let before = SystemTime::now().checked_sub(age).unwrap_or(UNIX_EPOCH);
    let names = engine.image_names(&repository_at(port)).await.unwrap_or_default();
    let old = names.iter().filter(|name| begun(name).is_some_and(|begun| begun <= before));
    futures::future::join_all(old.map(async |name| {
        if let Err(error) = engine.remove_image(name).await {
            tracing::warn!(%name, %error, "a name that was only for a push is left");
        }
    }))
    .await;
}

/// When the push began that an image got a name for.
fn begun(name: &str) -> Option<SystemTime> {
    let (_, tag) = name.rsplit_once(':')?;
    let micros = u64::from_str_radix(tag.split('-').nth(1)?, 16).ok()?;
    UNIX_EPOCH.checked_add(Duration::from_micros(micros))
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
    use crate::engine::double::EngineDouble;

    #[test]
    fn tags_tell_names_apart_and_are_in_order() {
        let one = Reference::parse("app:v1").unwrap();
        let (first, second) = (tag(&one), tag(&one));
        assert!(first <= second && first[..NAME_DIGITS] == second[..NAME_DIGITS]);
        assert_ne!(tag(&Reference::parse("app:v2").unwrap())[..NAME_DIGITS], first[..NAME_DIGITS]);
    }

    #[tokio::test]
    async fn names_of_old_pushes_are_taken_away() {
        let name = |micros: u64| format!("127.0.0.1:5000/images:{}-{micros:015x}-1", "a".repeat(NAME_DIGITS));
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let now = u64::try_from(since.as_micros()).unwrap();
        let [old, new] = [name(now - 2_000_000), name(now)];
        let engine = EngineDouble::with_images(&[&old, &new, "app:v1"]);
        forget_pushes(&engine, 5000, Duration::from_secs(1)).await;
        assert_eq!(engine.image_names("127.0.0.1:5000/images").await.unwrap(), [new]);
        forget_pushes(&engine, 5000, Duration::ZERO).await;
        assert!(engine.find_image("app:v1").await.unwrap().is_some());
        assert!(engine.image_names("127.0.0.1:5000/images").await.unwrap().is_empty());
    }
}
