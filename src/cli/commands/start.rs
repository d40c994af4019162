//! `devcluster start`.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::cli::{CommandError, Context, interrupt};
use crate::cluster::names;
use crate::config;
use crate::image::{Catalogue, ensure_node_image};
use crate::paths;
use crate::plan::Capacity;
use crate::report::Event;
use crate::steps::{self, StartOptions, Started};

/// Start a cluster: make it where there is none, resume it where it is stopped
#[derive(clap::Args)]
pub struct Args {
    /// Config file of the cluster (cluster.yaml)
    #[arg(long, short = 'f', value_name = "FILE")]
    config: Option<PathBuf>,
    /// Nodes in all: one control plane, the others workers
    #[arg(long, value_name = "N", conflicts_with = "workers")]
    nodes: Option<u32>,
    /// Workers beside the control plane
    #[arg(long, value_name = "N")]
    workers: Option<u32>,
    /// Seconds to wait until all system pods are ready
    #[arg(long, default_value_t = 180, value_name = "SECONDS")]
    wait: u64,
    /// Port of 127.0.0.1 for the API server of a new cluster [default: a free one]
    #[arg(long, value_name = "PORT", value_parser = clap::value_parser!(u16).range(1..))]
    api_port: Option<u16>,
    /// Keep what was made when the start fails, for a look at it
    #[arg(long)]
    retain: bool,
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    let mut cluster = match &args.config {
        Some(file) => config::from_file(file, context.name.as_deref())?,
        None => config::named(&context.cluster_name())?,
    };
    if let Some(workers) = args.workers.or(args.nodes.map(|nodes| nodes.saturating_sub(1))) {
        config::set_workers(&mut cluster, workers as usize);
    }
    let begun = std::time::Instant::now();
    let engine = context.engine.info().await?;
    let catalogue = Arc::new(Catalogue::load()?);
    let options = StartOptions {
        wait: Duration::from_secs(args.wait),
        retain: args.retain,
        api_port: args.api_port,
        capacity: Capacity {
            cpus: engine.cpus.try_into().unwrap_or(u32::MAX),
            memory: engine.memory.try_into().unwrap_or(u64::MAX),
        },
        images: catalogue.system_images(),
        kubeconfig: paths::kubeconfig(),
        interrupt: interrupt::token()?,
    };
    let node_image =
        async || Ok(ensure_node_image(&context.engine, &context.reporter, &catalogue, &options.interrupt).await?);
    let started = steps::start(&context.engine, &context.reporter, &cluster, &options, node_image)
        .await
        .map_err(|error| CommandError::from(error).while_trying_to(&format!("start cluster `{}`", cluster.name)))?;
    context.reporter.event(&summary(&cluster, &started, begun.elapsed()));
    Ok(())
}

fn summary(cluster: &config::Cluster, started: &Started, took: Duration) -> Event {
    let command = |words: &str| {
        if cluster.name == "dev" {
            format!("devcluster {words}")
        } else {
            format!("devcluster --name {} {words}", cluster.name)
        }
    };
    let what = if started.ran_before { "runs" } else { "is ready" };
    let server = started.state.api_port().map(|port| format!("https://127.0.0.1:{port}")).unwrap_or_default();
    let next = [
        (command("kubectl -- get pods -A"), "see what runs"),
        (command("new flask-api"), "a small app to begin with"),
        (command("up"), "build, load and run the app of this folder"),
        (command("stop"), "stop; `start` brings everything back"),
    ];
    Event::Summary {
        text: format!("Cluster `{}` {what} after {:.1} s.", cluster.name, took.as_secs_f64()),
        facts: vec![
            ("Kubernetes".to_owned(), cluster.kubernetes_version.clone()),
            (
                "Nodes".to_owned(),
                started.state.nodes.iter().map(|node| node.name.as_str()).collect::<Vec<_>>().join(", "),
            ),
            ("API server".to_owned(), server),
            ("Context".to_owned(), names::context(&cluster.name)),
        ],
        next: next.into_iter().map(|(command, what)| (command, what.to_owned())).collect(),
    }
}
