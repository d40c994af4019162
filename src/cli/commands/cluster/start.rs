//! `devcluster start`.

use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::start_addons::StartAddons;
use crate::addon;
use crate::cli::table::table;
use crate::cli::{CommandError, Context, duration, interrupt};
use crate::cluster::{host_server, names};
use crate::config::{
    self, GpuAllocation, GpuCount, GpuModel, PortSpec, parse_gpu_allocation, parse_gpu_count, parse_gpu_model,
};
use crate::doctor;
use crate::image::{Catalogue, NodeImage, ensure_images, node_image, registry_image};
use crate::paths;
use crate::plan::Asked;
use crate::report::{Event, Reporter, TimingReporter};
use crate::steps::{self, Action, StartOptions, Started, StepError};

/// Start a cluster: make it where there is none, resume it where it is stopped
#[derive(clap::Args)]
pub struct Args {
    /// Config file of the cluster (cluster.yaml)
    #[arg(long, short = 'f', value_name = "FILE")]
    config: Option<PathBuf>,
    /// Control planes; three go on when one of them is lost
    #[arg(long, value_name = "N")]
    control_planes: Option<u32>,
    /// Nodes in all: those that are no control plane are workers
    #[arg(long, value_name = "N", conflicts_with = "workers")]
    nodes: Option<u32>,
    /// Workers beside the control planes
    #[arg(long, value_name = "N")]
    workers: Option<u32>,
    /// Simulated GPUs of each worker, or of the node where there are no workers; `all` takes the host's NVIDIA GPUs
    #[arg(long, value_name = "N|all", value_parser = parse_gpu_count)]
    gpus: Option<GpuCount>,
    /// What simulated ones are [default: NVIDIA-A100-SXM4-40GB]
    #[arg(long, requires = "gpus", value_name = "MODEL", value_parser = parse_gpu_model)]
    gpu_model: Option<&'static GpuModel>,
    /// How pods ask for them: by number (`device-plugin`), or by claims (`dra`) [default: device-plugin]
    #[arg(long, requires = "gpus", value_name = "WAY", value_parser = parse_gpu_allocation)]
    gpu_allocation: Option<GpuAllocation>,
    /// How long to wait until all nodes and system pods are ready; 0 returns as soon as the API server answers
    #[arg(long, default_value = "3m", value_name = "DURATION", value_parser = duration::parse)]
    wait: Duration,
    /// Address of this host for the API server of a new cluster; 0.0.0.0 lets everyone reach it [default: 127.0.0.1]
    #[arg(long, value_name = "ADDRESS")]
    api_address: Option<Ipv4Addr>,
    /// Port of that address for the API server of a new cluster [default: a free one]
    #[arg(long, value_name = "PORT", value_parser = clap::value_parser!(u16).range(1..))]
    api_port: Option<u16>,
    /// Port of this host that leads to a node port (8080:30080) or a service (8080:80@web); see `port add`
    #[arg(long = "port", value_name = "PORT")]
    ports: Vec<PortSpec>,
    /// Addons that it shall have, with commas between them; see `addon list`
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    addons: Vec<String>,
    /// Keep what was made when the start fails, for a look at it
    #[arg(long)]
    retain: bool,
    /// Print what would be done, and do nothing
    #[arg(long)]
    dry_run: bool,
    /// Print how long each step took
    #[arg(long)]
    timings: bool,
}

impl Args {
    /// Whether standard output carries data.
    pub fn prints_data(&self) -> bool {
        self.dry_run
    }

    fn asked(&self) -> Asked {
        let numbers = [self.control_planes, self.nodes, self.workers];
        match self.config {
            Some(_) => Asked::File,
            None if numbers.iter().any(Option::is_some) || self.gpus.is_some() => Asked::Numbers,
            None => Asked::Nothing,
        }
    }
}

/// Starts a cluster that is there again.
pub async fn resume(wait: Duration, context: &Context) -> Result<(), CommandError> {
    let args = Args {
        config: None,
        control_planes: None,
        nodes: None,
        workers: None,
        gpus: None,
        gpu_model: None,
        gpu_allocation: None,
        wait,
        api_address: None,
        api_port: None,
        ports: Vec::new(),
        addons: Vec::new(),
        retain: false,
        dry_run: false,
        timings: false,
    };
    run(args, context).await
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    let cluster = cluster(&args, context)?;
    let begun = std::time::Instant::now();
    let engine = context.engine.info().await?;
    let capacity = context.capacity().await?;
    let catalogue = Arc::new(Catalogue::load()?);
    let failed = |error| CommandError::from(error).while_trying_to(&format!("start cluster `{}`", cluster.name));
    if args.dry_run {
        let image = node_image(&catalogue, steps::image_of_nodes(&cluster.nodes))?;
        let actions = steps::preview_start(context.engine.as_ref(), &cluster, capacity, &image, args.asked()).await;
        return context.output.print(&actions.map_err(failed)?, |actions| preview(actions));
    }
    if engine.local {
        raise_inotify_limits(context);
    }
    let timings = Arc::new(TimingReporter::new(Arc::clone(&context.reporter)));
    let reporter: Arc<dyn Reporter> = Arc::clone(&timings) as _;
    let addons = StartAddons::new(context, &reporter, &cluster.addons, args.wait)?;
    let options = StartOptions {
        wait: args.wait,
        beside: addons.work(),
        asked: args.asked(),
        retain: args.retain,
        api_port: args.api_port,
        capacity,
        images: catalogue.system_images(),
        registry_image: registry_image(&catalogue)?,
        engine_socket: engine.socket.clone(),
        kubeconfig: paths::kubeconfig(),
        interrupt: interrupt::token()?,
    };
    let node_image = async |which| {
        let mut obstacles = doctor::obstacles(&engine).await;
        if which == NodeImage::WithDriverTools {
            obstacles.extend(doctor::gpu_obstacle(&engine));
        }
        if !obstacles.is_empty() {
            return Err(StepError::Unfit { obstacles });
        }
        Ok(ensure_images(&context.engine, &reporter, &catalogue, which, &options.interrupt).await?)
    };
    let started = steps::start(&context.engine, &reporter, &cluster, &options, node_image).await;
    if args.timings {
        timings.report();
    }
    reporter.event(&summary(&cluster, &started.map_err(failed)?, begun.elapsed()));
    addons.report(&*reporter)
}

fn cluster(args: &Args, context: &Context) -> Result<config::Cluster, CommandError> {
    let overrides = config::Overrides {
        name: if args.config.is_some() { context.name.clone() } else { Some(context.cluster_name()) },
        control_planes: args.control_planes,
        nodes: args.nodes,
        workers: args.workers,
        gpus: args.gpus,
        gpu_model: args.gpu_model,
        gpu_allocation: args.gpu_allocation,
        api_address: args.api_address,
        ports: args.ports.clone(),
        addons: args.addons.clone(),
    };
    let mut loaded = config::load(args.config.as_deref(), &overrides)?;
    for text in loaded.warning_lines() {
        context.reporter.event(&Event::Warning { text, hint: None });
    }
    addon::lead_to_addons(&mut loaded.cluster.ports)?;
    Ok(loaded.cluster)
}

/// Too few inotify instances end an API server or a kube-proxy at its start, the more nodes the sooner.
fn raise_inotify_limits(context: &Context) {
    for limit in doctor::raise_inotify_limits(Path::new(doctor::SYSCTLS)) {
        let (parameter, from, to) = (&limit.parameter, limit.from, limit.to);
        context.reporter.event(&match &limit.failure {
            None => Event::Note { text: format!("raised {parameter} from {from} to {to}, which several nodes need") },
            Some(reason) => Event::Warning {
                text: format!("{parameter} is {from}, too few for several nodes, and can't be raised: {reason}"),
                hint: Some(format!("raise it with `sudo sysctl {}`", limit.line())),
            },
        });
    }
}

fn preview(actions: &[Action]) -> String {
    let row = |action: &Action| {
        vec![format!("{} {}", action.action, action.kind), action.name.clone(), action.detail.clone()]
    };
    table(&["ACTION", "NAME", "DETAIL"], actions.iter().map(row))
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
    let server = started.state.api_endpoint().map(host_server).unwrap_or_default();
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
