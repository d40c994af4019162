//! Tags of images in the cluster's registry, as the command line gives them (src/image/transfer/registry.rs).

use std::fmt::Write;
use std::time::{SystemTime, UNIX_EPOCH};

use ring::digest::{SHA256, digest};

const NAME_DIGITS: usize = 24;

/// A tag of its own for each push of an image; what the registry keeps of a name is the last in their order.
pub fn tag(name: &str) -> String {
    let mut hash = String::new();
    for byte in digest(&SHA256, name.as_bytes()).as_ref() {
        let _ = write!(hash, "{byte:02x}");
    }
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    format!("{}-{:015x}-bridge", &hash[..NAME_DIGITS], since.as_micros())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn begins_with_the_hash_of_the_name() {
        assert!(tag("docker.io/library/app:v1").starts_with("a4eaa72f765e"), "{}", tag("docker.io/library/app:v1"));
    }
}
