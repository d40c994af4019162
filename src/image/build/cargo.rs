//! Rust binaries: static, by the lock file in the folder.

use super::script::{Place, Script, quote, quote_path};
use crate::image::recipe::Cargo;

/// Image with the compiler.
const IMAGE: &str = "rust:1-slim";
const CACHES: &[(&str, &str)] =
    &[("devcluster-build-cargo", "/usr/local/cargo/registry"), ("devcluster-build-rust", "/build/cache")];

/// Gets the crates that the lock file names.
pub fn fetch(place: Place<'_>) -> Script {
    script("cargo fetch", format!("cargo fetch --locked --target {}\n", triple(place.architecture)))
}

/// Compiles the binaries.
pub fn compile(cargo: &Cargo, place: Place<'_>) -> Script {
    let triple = triple(place.architecture);
    let cache = quote_path(place.cache);
    // With --target, RUSTFLAGS spare the build scripts, which can't always be static.
    let mut text = String::from("export RUSTFLAGS='-C target-feature=+crt-static'\n");
    for binary in &cargo.binaries {
        let binary = quote(binary);
        text += &format!("cargo build --release --locked --target {triple} --target-dir {cache} --bin {binary}\n");
        text += &format!("cp {cache}/{triple}/release/{binary} {}\n", quote_path(place.output));
    }
    script("cargo build", text)
}

fn script(name: &'static str, text: String) -> Script {
    Script { name, text, programs: &["cargo", "cc"], image: IMAGE, caches: CACHES, crosses: false }
}

/// Rust's name of a machine for Go's.
fn triple(architecture: &str) -> &'static str {
    match architecture {
        "arm64" => "aarch64-unknown-linux-gnu",
        _ => "x86_64-unknown-linux-gnu",
    }
}
