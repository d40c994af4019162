//! Platforms: what nodes are, and images that are for others.

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

/// Fails where one of these images of the engine is for another platform than the nodes'. Images that are not there
/// are not its concern.
pub async fn refuse_other_platforms(engine: &dyn Engine, names: &[String]) -> Result<(), TransferError> {
    let images = futures::future::try_join_all(names.iter().map(|name| engine.find_image(name)));
    let (images, info) = tokio::try_join!(images, engine.info())?;
    let nodes = platform(&info);
    for (name, image) in names.iter().zip(images) {
        if let Some(image) = image.filter(|image| !image.platform.is_empty() && image.platform != nodes) {
            return Err(TransferError::Platform { name: name.clone(), platform: image.platform, nodes });
        }
    }
    Ok(())
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
