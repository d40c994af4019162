//! The GPUs of a node one by one, and what its Node object says of them.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::config::{Gpus, Profile, SimulatedGpus};

/// A GPU of a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GpuDevice {
    /// `GPU-` and a UUID.
    pub uuid: String,
    /// `MIG-` and a UUID each: the parts that it is split into.
    pub parts: Vec<String>,
}

/// The devices of a node: the same each time that it is asked, and different on all nodes.
pub fn gpu_devices(cluster: &str, node: &str, gpus: &SimulatedGpus) -> Vec<GpuDevice> {
    let parts = gpus.part().map_or(0, |part| part.per_gpu);
    let device = |index: u32| {
        let gpu = uuid(&format!("{cluster}/{node}/gpu/{index}"));
        let part = |part: u32| format!("MIG-{}", uuid(&format!("{gpu}/{part}")));
        GpuDevice { parts: (0..parts).map(part).collect(), uuid: format!("GPU-{gpu}") }
    };
    (0..gpus.count).map(device).collect()
}

/// The resource that pods ask for, and how many containers can have it.
pub fn gpu_resource(Gpus::Simulated(gpus): &Gpus) -> (String, u32) {
    match gpus.part() {
        Some(part) => (format!("nvidia.com/mig-{}", part.name), gpus.count * part.per_gpu * gpus.replicas),
        None => ("nvidia.com/gpu".to_owned(), gpus.count * gpus.replicas),
    }
}

/// The labels that NVIDIA's feature discovery gives a node with such GPUs.
pub fn gpu_labels(Gpus::Simulated(gpus): &Gpus) -> BTreeMap<String, String> {
    let part = gpus.part();
    let replicas = if part.is_none() { gpus.replicas } else { 1 };
    let mut labels = Labels::default();
    labels.add("gpu.present", true);
    labels.add_resource("gpu", &gpus.model, gpus.count, gpus.memory >> 20, replicas);
    if let Some(model) = gpus.known() {
        labels.add("gpu.family", model.family);
        labels.add("gpu.compute.major", model.compute.0);
        labels.add("gpu.compute.minor", model.compute.1);
        labels.add("mig.capable", !model.profiles.is_empty());
    }
    if let Some(part) = part {
        labels.add("mig.strategy", "mixed");
        labels.add_part(gpus, part);
    }
    labels.0.insert("devcluster.dev/gpus".to_owned(), "simulated".to_owned());
    labels.0
}

#[derive(Default)]
struct Labels(BTreeMap<String, String>);

impl Labels {
    fn add(&mut self, name: &str, value: impl ToString) {
        self.0.insert(format!("nvidia.com/{name}"), value.to_string());
    }

    /// What is said of everything that pods can ask for.
    fn add_resource(&mut self, name: &str, product: &str, count: u32, memory_mib: u64, replicas: u32) {
        let (suffix, strategy) = if replicas > 1 { ("-SHARED", "time-slicing") } else { ("", "none") };
        self.add(&format!("{name}.product"), format!("{product}{suffix}"));
        self.add(&format!("{name}.count"), count);
        self.add(&format!("{name}.memory"), memory_mib);
        self.add(&format!("{name}.replicas"), replicas);
        self.add(&format!("{name}.sharing-strategy"), strategy);
    }

    fn add_part(&mut self, gpus: &SimulatedGpus, part: &Profile) {
        let name = format!("mig-{}", part.name);
        let product = format!("{}-MIG-{}", gpus.model, part.name);
        self.add_resource(&name, &product, gpus.count * part.per_gpu, part.memory_mib(), gpus.replicas);
        self.add(&format!("{name}.slices.ci"), part.slices());
        self.add(&format!("{name}.slices.gi"), part.slices());
    }
}

/// A UUID that follows from a text.
fn uuid(text: &str) -> String {
    let digits = hex::encode(Sha256::digest(text));
    [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..32]].join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split() -> SimulatedGpus {
        SimulatedGpus { profile: Some("3g.20gb".into()), ..SimulatedGpus::new(2) }
    }

    #[test]
    fn devices_are_the_same_each_time_and_all_different() {
        let devices = gpu_devices("dev", "worker-1", &split());
        assert_eq!(devices, gpu_devices("dev", "worker-1", &split()));
        insta::assert_debug_snapshot!(devices[0]);
        let others = ["worker-1", "worker-2"].map(|node| gpu_devices("other", node, &split()));
        let all = others.iter().flatten().chain(&devices);
        let mut ids: Vec<_> = all.flat_map(|device| device.parts.iter().chain([&device.uuid])).collect();
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!((ids.len(), count), (18, 18));
    }

    #[test]
    fn labels_are_those_of_the_feature_discovery() {
        let shared = SimulatedGpus { replicas: 4, ..SimulatedGpus::new(2) };
        let unknown = SimulatedGpus { model: "Mine".into(), memory: 8 << 30, ..SimulatedGpus::new(1) };
        insta::assert_debug_snapshot!([shared, split(), unknown].map(|gpus| gpu_labels(&Gpus::Simulated(gpus))));
    }
}
