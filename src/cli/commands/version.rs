//! `devcluster version`.

use serde::Serialize;

use crate::cli::{CommandError, Context};
use crate::config::KUBERNETES_VERSION;
use crate::engine::EngineKind;

/// Print the versions of devcluster, Kubernetes and the container engine
#[derive(clap::Args)]
pub struct Args {}

#[derive(Serialize)]
struct Versions {
    devcluster: &'static str,
    kubernetes: &'static str,
    engine: Option<EngineVersion>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct EngineVersion {
    kind: EngineKind,
    version: String,
    api_version: String,
}

pub async fn run(_args: Args, context: &Context) -> Result<(), CommandError> {
    let engine = context.engine.info().await.ok().map(|info| EngineVersion {
        kind: info.kind,
        version: info.version,
        api_version: info.api_version,
    });
    let versions = Versions { devcluster: env!("CARGO_PKG_VERSION"), kubernetes: KUBERNETES_VERSION, engine };
    context.output.print(&versions, |versions| {
        let engine = versions.engine.as_ref().map_or_else(
            || "none answers".to_owned(),
            |engine| format!("{} {} (API {})", engine.kind.name(), engine.version, engine.api_version),
        );
        format!("devcluster {}\nkubernetes {}\nengine     {engine}", versions.devcluster, versions.kubernetes)
    })
}
