//! What the agent's role `gpu` is told of a node's GPUs.

use serde_json::{Value, json};

use crate::config::{GpuModel, Gpus, SimulatedGpus};
use crate::plan::{GpuDevice, gpu_devices};

/// Of a product that is not known.
const WATTS: u32 = 300;

/// The part of node.json that describes the GPUs.
pub fn gpu_config(cluster: &str, node: &str, gpus: &Gpus) -> Value {
    match gpus {
        Gpus::Simulated(gpus) => simulated(cluster, node, gpus),
        Gpus::Host { replicas, allocation } => {
            json!({ "source": "host", "replicas": replicas, "allocation": allocation.name() })
        }
    }
}

fn simulated(cluster: &str, node: &str, gpus: &SimulatedGpus) -> Value {
    let known = gpus.known();
    let device = |GpuDevice { uuid, parts }| json!({ "uuid": uuid, "parts": parts });
    json!({
        "source": "simulated",
        "model": known.map_or(gpus.model.as_str(), |model| model.name),
        "memoryMib": gpus.memory >> 20,
        "watts": known.map_or(WATTS, |model: &GpuModel| model.watts),
        "capability": known.map(|model| format!("{}.{}", model.compute.0, model.compute.1)),
        "canBeSplit": known.is_some_and(|model| !model.profiles.is_empty()),
        "replicas": gpus.replicas,
        "allocation": gpus.allocation.name(),
        "profile": gpus.part().map(|part| {
            json!({ "name": part.name, "memoryMib": part.memory_mib(), "slices": part.slices() })
        }),
        "devices": gpu_devices(cluster, node, gpus).into_iter().map(device).collect::<Vec<_>>(),
    })
}
