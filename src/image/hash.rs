//! The hash that an image's tag and its cached binaries carry: same sources, same hash, on every machine.

use sha2::{Digest, Sha256};

use super::catalogue::{Catalogue, Folder};

const DIGITS: usize = 12;

/// Hash of a folder's files and of the hashes of what it needs, which have to be known by then.
pub fn of_folder(catalogue: &Catalogue, folder: &Folder) -> String {
    let mut sha = Sha256::new();
    let mut add = |field: &[u8]| {
        // The length goes first, so that no two lists of fields give the same bytes.
        sha.update((field.len() as u64).to_be_bytes());
        sha.update(field);
    };
    for file in &folder.files {
        add(file.path.as_bytes());
        add(&[u8::from(file.executable)]);
        add(&file.content);
    }
    for need in folder.recipe.needed() {
        if let Ok(need) = catalogue.folder(need) {
            add(need.hash.as_bytes());
        }
    }
    let mut hash = hex::encode(sha.finalize());
    hash.truncate(DIGITS);
    hash
}
