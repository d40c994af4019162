//! `devcluster node add`.

use std::sync::Arc;
use std::time::Duration;

use crate::addon::{self, EnableOptions, Lock};
use crate::cli::{CommandError, Context, duration, interrupt};
use crate::cluster::{self, SimulatedNode};
use crate::config::{
    GpuAllocation, GpuCount, GpuModel, Gpus, NodeRole, NodeSpec, parse_cpus, parse_gpu_allocation, parse_gpu_count,
    parse_gpu_model, parse_memory,
};
use crate::doctor;
use crate::image::{Catalogue, NodeImage, ensure_images};
use crate::paths;
use crate::report::Event;
use crate::steps::{self, AddOptions, StepError};

/// The addon by which nodes seem to run.
const SIMULATION: &str = "simulated-nodes";

/// Add nodes to a cluster that runs
#[derive(clap::Args)]
pub struct Args {
    /// How many
    #[arg(long, default_value_t = 1, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100))]
    count: u32,
    /// `worker` or `control-plane`; etcd needs three control planes to go on without one
    #[arg(long, default_value = "worker", value_name = "ROLE", value_parser = role)]
    role: NodeRole,
    /// Nodes that only seem to run, for labs on scheduling and scale: they take nothing but their entry in the API server
    #[arg(long, value_name = "N", conflicts_with_all = ["count", "role"], value_parser = clap::value_parser!(u32).range(1..=10_000))]
    simulated: Option<u32>,
    /// Let any pod come to simulated nodes, not only those that tolerate `kwok.x-k8s.io/node`
    #[arg(long, requires = "simulated")]
    no_taint: bool,
    /// CPUs of each [default: all of the engine's; of simulated ones 8]
    #[arg(long, value_name = "CPUS", value_parser = parse_cpus)]
    cpus: Option<u32>,
    /// Memory of each, as `2Gi` [default: all of the engine's; of simulated ones 32Gi]
    #[arg(long, value_name = "SIZE", value_parser = parse_memory)]
    memory: Option<u64>,
    /// Simulated GPUs of each; `all` takes the host's NVIDIA GPUs
    #[arg(long, conflicts_with = "simulated", value_name = "N|all", value_parser = parse_gpu_count)]
    gpus: Option<GpuCount>,
    /// What simulated ones are [default: NVIDIA-A100-SXM4-40GB]
    #[arg(long, requires = "gpus", value_name = "MODEL", value_parser = parse_gpu_model)]
    gpu_model: Option<&'static GpuModel>,
    /// How pods ask for them: by number (`device-plugin`), or by claims (`dra`) [default: device-plugin]
    #[arg(long, requires = "gpus", value_name = "WAY", value_parser = parse_gpu_allocation)]
    gpu_allocation: Option<GpuAllocation>,
    /// How long to wait until they are ready; 0 does not wait
    #[arg(long, default_value = "3m", value_name = "DURATION", value_parser = duration::parse)]
    wait: Duration,
}

/// Nodes that only seem to run, with the addon that has them do so.
async fn simulate(args: &Args, count: u32, context: &Context) -> Result<(), CommandError> {
    let begun = std::time::Instant::now();
    let engine = context.engine.as_ref();
    let state = cluster::require_running(engine, &context.cluster_name()).await?;
    let kube = cluster::connect(engine, &state).await?;
    if !addon::is_enabled(&kube, SIMULATION).await? {
        let options = EnableOptions { set: Vec::new(), timeout: args.wait, lock: Lock::Take };
        addon::enable(&context.tools()?, &state, &kube, SIMULATION, &options).await?;
    }
    let like = SimulatedNode {
        milli_cpus: args.cpus.unwrap_or(8_000),
        memory: args.memory.unwrap_or(32 << 30),
        pods: 110,
        tainted: !args.no_taint,
    };
    let added = cluster::add_simulated_nodes(&kube, &like, count).await?;
    let seconds = begun.elapsed().as_secs_f64();
    let text =
        format!("Cluster `{}` has {} more nodes that only seem to run after {seconds:.1} s.", state.name, added.len());
    context.reporter.event(&Event::Note { text });
    Ok(())
}

/// Images of addons for the new nodes. Without them pods wait there; the nodes are there all the same.
async fn supply_addons(context: &Context) {
    let engine = context.engine.as_ref();
    let supplied = async {
        let state = cluster::require_api(engine, &context.cluster_name()).await?;
        let kube = cluster::connect(engine, &state).await?;
        Ok::<_, CommandError>(addon::supply(&context.tools()?, &state, &kube).await?)
    };
    if let Err(error) = supplied.await {
        context
            .reporter
            .event(&error.while_trying_to("bring the addons' images to the nodes").event(&context.invocation()));
    }
}

fn role(text: &str) -> Result<NodeRole, String> {
    NodeRole::parse(text).ok_or_else(|| "expected `worker` or `control-plane`".to_owned())
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    if let Some(count) = args.simulated {
        return simulate(&args, count, context).await;
    }
    let (engine, name) = (context.engine.as_ref(), context.cluster_name());
    let catalogue = Arc::new(Catalogue::load()?);
    let options = AddOptions {
        wait: args.wait,
        capacity: context.capacity().await?,
        images: catalogue.system_images(),
        kubeconfig: paths::kubeconfig(),
        interrupt: interrupt::token()?,
    };
    let gpus = args.gpus.map(|count| Gpus::new(count, args.gpu_model, args.gpu_allocation.unwrap_or_default()));
    let like = NodeSpec { milli_cpus: args.cpus, memory: args.memory, gpus, ..NodeSpec::new(args.role, 1) };
    let image = async |which| {
        if which == NodeImage::WithDriverTools {
            let obstacles = Vec::from_iter(doctor::gpu_obstacle(&context.engine.info().await?));
            if !obstacles.is_empty() {
                return Err(StepError::Unfit { obstacles });
            }
        }
        Ok(ensure_images(&context.engine, &context.reporter, &catalogue, which, &options.interrupt).await?)
    };
    let begun = std::time::Instant::now();
    let added = steps::add_nodes(engine, &context.reporter, &name, (&like, args.count), &options, image).await?;
    supply_addons(context).await;
    let text = format!("Cluster `{name}` has {} more after {:.1} s.", added.join(", "), begun.elapsed().as_secs_f64());
    context.reporter.event(&Event::Note { text });
    Ok(())
}
