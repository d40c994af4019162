//! The platform of nodes.

use super::TransferError;
use crate::engine::{Engine, EngineInfo};

/// The platform of nodes, `linux/amd64`: they are containers, so it is the engine's.
pub async fn node_platform(engine: &dyn Engine) -> Result<String, TransferError> {
    Ok(platform(&engine.info().await?))
}

fn platform(engine: &EngineInfo) -> String {
    // The engine tells the kernel's name for it, images have Go's.
    let architecture = match engine.architecture.as_str() {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        "armv6l" | "armv7l" => "arm",
        "i386" | "i686" => "386",
        other => other,
    };
    format!("linux/{architecture}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernels_names_of_architectures_are_gos() {
        let of = |architecture: &str| {
            platform(&EngineInfo { architecture: architecture.to_owned(), ..EngineInfo::default() })
        };
        assert_eq!(["x86_64", "aarch64", "s390x"].map(of), ["linux/amd64", "linux/arm64", "linux/s390x"]);
    }
}
