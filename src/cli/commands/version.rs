//! `devcluster version`.

use serde::Serialize;

use crate::cli::{CommandError, Context};
use crate::config::KUBERNETES_VERSION;

/// Print the versions of devcluster, Kubernetes and the container engine
#[derive(clap::Args)]
pub struct Args {}

#[derive(Serialize)]
struct Versions {
    devcluster: &'static str,
    kubernetes: &'static str,
    engine: Option<String>,
}

pub async fn run(_args: Args, context: &Context) -> Result<(), CommandError> {
    let engine = context.engine.info().await.ok().map(|info| info.version);
    let versions = Versions { devcluster: env!("CARGO_PKG_VERSION"), kubernetes: KUBERNETES_VERSION, engine };
    context.output.print(&versions, |versions| {
        format!(
            "devcluster {}\nkubernetes {}\nengine     {}",
            versions.devcluster,
            versions.kubernetes,
            versions.engine.as_deref().unwrap_or("none answers"),
        )
    })
}
