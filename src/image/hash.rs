//! The hash that an image's tag and its cached binaries carry: same sources, same hash, on every machine.

use sha2::{Digest, Sha256};

const DIGITS: usize = 12;

/// Hash of a list of fields: of other fields, or of the same ones cut otherwise, it is another.
pub fn of<'a>(fields: impl Iterator<Item = &'a [u8]>) -> String {
    let mut sha = Sha256::new();
    for field in fields {
        // The length goes first, so that no two lists of fields give the same bytes.
        sha.update((field.len() as u64).to_be_bytes());
        sha.update(field);
    }
    let mut hash = hex::encode(sha.finalize());
    hash.truncate(DIGITS);
    hash
}
