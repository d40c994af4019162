//! Images into a registry by the user's own `docker push`, with the credentials that docker has, for clusters that are
//! not ours.

use std::process::Stdio;
use std::sync::Arc;

use tokio::process::Command;

use super::Built;
use crate::engine::{Engine, EngineError, pushed_digest};
use crate::fault::{Fault, Kind};
use crate::image::transfer::{Reference, TransferError};
use crate::report::{Reporter, Step};

/// An image that a registry has now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pushed {
    /// As the app's manifests call it.
    pub image: String,
    /// As the registry has it, by its digest.
    pub remote: String,
}

/// An image that did not get into a registry.
#[derive(Debug, thiserror::Error)]
pub enum PushError {
    #[error(
        "the cluster of context `{context}` can't be given images directly, and the app names no registry to push them to"
    )]
    NoRegistry { context: String },
    #[error("the docker client could not be run")]
    NoClient(#[source] std::io::Error),
    #[error("`docker push {remote}` failed")]
    Failed { remote: String, registry: String, output: String },
    #[error("`docker push {remote}` ended well, but tells no digest")]
    NoDigest { remote: String, output: String },
    #[error(transparent)]
    Name(#[from] TransferError),
    #[error(transparent)]
    Engine(#[from] EngineError),
}

impl Fault for PushError {
    fn kind(&self) -> Kind {
        match self {
            Self::NoRegistry { .. } => Kind::User,
            Self::NoClient(_) | Self::Failed { .. } | Self::NoDigest { .. } => Kind::Environment,
            Self::Name(error) => error.kind(),
            Self::Engine(error) => error.kind(),
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::NoRegistry { .. } => Some(
                "name one with a line such as `registry: ghcr.io/me` in devcluster.yaml; `docker login ghcr.io` lets docker push there"
                    .to_owned(),
            ),
            Self::NoClient(_) => Some("see whether docker is installed with `docker version`".to_owned()),
            Self::Failed { registry, .. } => {
                let host = registry.split('/').next().unwrap_or_default();
                Some(format!("let docker in there with `docker login {host}`"))
            }
            Self::NoDigest { remote, .. } => Some(format!("see what it says with `docker push {remote}`")),
            Self::Name(error) => error.hint(),
            Self::Engine(error) => error.hint(),
        }
    }

    fn output(&self) -> Option<&str> {
        match self {
            Self::Failed { output, .. } | Self::NoDigest { output, .. } => Some(output),
            _ => None,
        }
    }
}

/// Pushes an image of the engine to `registry` (`ghcr.io/me`).
pub async fn push(
    engine: &dyn Engine,
    reporter: &Arc<dyn Reporter>,
    registry: &str,
    built: &Built,
) -> Result<Pushed, PushError> {
    let remote = remote_name(registry, &Reference::parse(&built.image)?);
    let step = Step::start(reporter, format!("push image {remote}"));
    engine.tag_image(&built.image, &remote).await?;
    let mut command = Command::new("docker");
    command.args(["push", &remote]).stdin(Stdio::null()).kill_on_drop(true);
    let output = command.output().await.map_err(PushError::NoClient)?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    text(&output.stdout).lines().for_each(|line| step.output(line));
    if !output.status.success() {
        let (remote, registry) = (remote.clone(), registry.to_owned());
        return Err(PushError::Failed { remote, registry, output: text(&output.stderr) });
    }
    let output = text(&output.stdout);
    let Some(digest) = output.lines().rev().find_map(pushed_digest) else {
        return Err(PushError::NoDigest { remote, output });
    };
    let (repository, _) = remote.rsplit_once(':').unwrap_or((&remote, ""));
    let remote = format!("{repository}@{digest}");
    step.done_with(digest.trim_start_matches("sha256:").chars().take(12).collect::<String>());
    Ok(Pushed { image: built.image.clone(), remote })
}

/// The name of an image in a registry: its own where it is of that registry already, else in one word, since not all
/// registries have folders.
fn remote_name(registry: &str, image: &Reference) -> String {
    let whole = image.as_str();
    if whole.starts_with(&format!("{registry}/")) {
        return whole.to_owned();
    }
    let (_, rest) = image.as_str().split_once('/').unwrap_or(("", whole));
    let rest = if whole.starts_with("docker.io/library/") { rest.trim_start_matches("library/") } else { rest };
    format!("{registry}/{}", rest.replace('/', "-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_gets_a_name_in_the_registry() {
        let name = |registry: &str, image: &str| remote_name(registry, &Reference::parse(image).unwrap());
        assert_eq!(name("ghcr.io/me", "shop-web:v1"), "ghcr.io/me/shop-web:v1");
        assert_eq!(name("ghcr.io/me", "team/web"), "ghcr.io/me/team-web:latest");
        assert_eq!(name("ghcr.io/me", "ghcr.io/me/web:v1"), "ghcr.io/me/web:v1");
        assert_eq!(name("docker.io/me", "quay.io/other/web:v1"), "docker.io/me/other-web:v1");
    }
}
