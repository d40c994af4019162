//! `devcluster gpu list`.

use crate::cli::table::table;
use crate::cli::{CommandError, Context};
use crate::cluster::{GpuStatus, list_gpus, require_running};

/// List the GPUs of all nodes, and the pods that have them
#[derive(clap::Args)]
pub struct Args {}

pub async fn run(_args: Args, context: &Context) -> Result<(), CommandError> {
    let engine = context.engine.as_ref();
    let state = require_running(engine, &context.cluster_name()).await?;
    let gpus = list_gpus(engine, &state).await?;
    context
        .output
        .print(&gpus, |gpus| table(&["NODE", "GPU", "ID", "MODEL", "MEMORY", "HEALTH", "PODS"], gpus.iter().map(row)))
}

fn row(gpu: &GpuStatus) -> Vec<String> {
    let model = match &gpu.profile {
        Some(profile) => format!("{} {profile}", gpu.model),
        None => gpu.model.clone(),
    };
    let mut pods: Vec<_> = gpu.holders.iter().map(|holder| format!("{}/{}", holder.namespace, holder.pod)).collect();
    pods.dedup();
    vec![
        gpu.node.clone(),
        gpu.index.to_string(),
        gpu.id.clone(),
        model,
        format!("{} MiB", gpu.memory_mib),
        if gpu.healthy { "healthy" } else { "failed" }.to_owned(),
        pods.join(", "),
    ]
}
