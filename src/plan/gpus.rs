//! The GPUs of a node one by one, and what its Node object says of them.

use std::collections::{BTreeMap, BTreeSet};

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

/// What a node's resources are called that pods ask for.
pub const GPU_RESOURCES: &str = "nvidia.com/";

/// The resource that pods ask for, and how many containers can have it; `None` where the node's driver will tell.
pub fn gpu_resource(gpus: &Gpus) -> Option<(String, u32)> {
    let Gpus::Simulated(gpus) = gpus else { return None };
    Some(match gpus.part() {
        Some(part) => (format!("{GPU_RESOURCES}mig-{}", part.name), gpus.count * part.per_gpu * gpus.replicas),
        None => (format!("{GPU_RESOURCES}gpu"), gpus.count * gpus.replicas),
    })
}

/// The labels of a node with such GPUs: those that NVIDIA's feature discovery gives, as far as they are known before the
/// node runs.
pub fn gpu_labels(gpus: &Gpus) -> BTreeMap<String, String> {
    let (kind, mut labels) = match gpus {
        Gpus::Simulated(gpus) => ("simulated", simulated_labels(gpus)),
        Gpus::Host { .. } => ("host", BTreeMap::new()),
    };
    labels.insert("devcluster.dev/gpus".to_owned(), kind.to_owned());
    labels
}

fn simulated_labels(gpus: &SimulatedGpus) -> BTreeMap<String, String> {
    let part = gpus.part();
    let replicas = if part.is_none() { gpus.replicas } else { 1 };
    let mut labels = Labels::default();
    labels.add("gpu.present", true);
    labels.add_resource("gpu", &gpus.model, gpus.count, gpus.memory >> 20, replicas);
    if let Some(model) = gpus.known() {
        labels.add_compute(model.compute);
        labels.add("mig.capable", !model.profiles.is_empty());
    }
    if let Some(part) = part {
        labels.add("mig.strategy", "mixed");
        labels.add_part(gpus, part);
    }
    labels.0
}

/// A GPU, or a part of one, as a node's driver tells of it.
#[derive(Debug, Clone, Copy)]
pub struct FoundGpu<'a> {
    /// UUID of the GPU, also where this is a part of it.
    pub gpu: &'a str,
    /// As nvidia-smi shows it.
    pub model: &'a str,
    pub profile: Option<&'a str>,
    pub memory_mib: u64,
    /// Compute capability, `9.0`.
    pub capability: Option<&'a str>,
    /// Whether the product knows MIG.
    pub can_be_split: bool,
    /// How many containers may share it.
    pub replicas: u32,
}

/// The labels that NVIDIA's feature discovery gives a node on which these are. It takes the first GPU for all of them.
pub fn found_gpu_labels(found: &[FoundGpu<'_>]) -> BTreeMap<String, String> {
    let mut labels = Labels::default();
    let Some(first) = found.first() else { return labels.0 };
    let product = first.model.replace(' ', "-");
    let gpus: BTreeSet<_> = found.iter().map(|unit| unit.gpu).collect();
    let whole = found.iter().find(|unit| unit.profile.is_none());
    labels.add("gpu.present", true);
    let count = gpus.len();
    labels.add_resource(
        "gpu",
        &product,
        count,
        whole.map_or(0, |unit| unit.memory_mib),
        whole.map_or(1, |unit| unit.replicas),
    );
    labels.add("mig.capable", first.can_be_split);
    if let Some(compute) = first.capability.and_then(compute) {
        labels.add_compute(compute);
    }
    let parts: BTreeMap<_, _> = found.iter().filter_map(|unit| Some((unit.profile?, unit))).collect();
    for (profile, unit) in parts {
        let count = found.iter().filter(|other| other.profile == Some(profile)).count();
        labels.add("mig.strategy", "mixed");
        labels.add_resource(
            &format!("mig-{profile}"),
            &format!("{product}-MIG-{profile}"),
            count,
            unit.memory_mib,
            unit.replicas,
        );
    }
    labels.0
}

/// Major and minor number of a compute capability, `9.0`.
fn compute(text: &str) -> Option<(u8, u8)> {
    let (major, minor) = text.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

/// The architecture of a compute capability, as NVIDIA's feature discovery calls it.
fn family(compute: (u8, u8)) -> &'static str {
    match compute {
        (5, _) => "maxwell",
        (6, _) => "pascal",
        (7, 5) => "turing",
        (7, _) => "volta",
        (8, 9) => "ada-lovelace",
        (8, _) => "ampere",
        (9, _) => "hopper",
        (10..=12, _) => "blackwell",
        _ => "undefined",
    }
}

#[derive(Default)]
struct Labels(BTreeMap<String, String>);

impl Labels {
    fn add(&mut self, name: &str, value: impl ToString) {
        self.0.insert(format!("nvidia.com/{name}"), value.to_string());
    }

    fn add_compute(&mut self, compute: (u8, u8)) {
        self.add("gpu.family", family(compute));
        self.add("gpu.compute.major", compute.0);
        self.add("gpu.compute.minor", compute.1);
    }

    /// What is said of everything that pods can ask for.
    fn add_resource(&mut self, name: &str, product: &str, count: impl ToString, memory_mib: u64, replicas: u32) {
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

    #[test]
    fn what_the_driver_tells_of_has_the_same_labels() {
        let known = SimulatedGpus { replicas: 4, ..SimulatedGpus::new(2) };
        let unit = |gpu| FoundGpu {
            gpu,
            model: "NVIDIA A100-SXM4-40GB",
            profile: None,
            memory_mib: 40_960,
            capability: Some("8.0"),
            can_be_split: true,
            replicas: 4,
        };
        assert_eq!(found_gpu_labels(&[unit("GPU-a"), unit("GPU-b")]), simulated_labels(&known));
        let part = |gpu, profile| FoundGpu { profile: Some(profile), memory_mib: 4864, replicas: 1, ..unit(gpu) };
        let split = found_gpu_labels(&[part("GPU-a", "1g.5gb"), part("GPU-a", "1g.5gb"), part("GPU-b", "2g.10gb")]);
        assert_eq!((split["nvidia.com/gpu.count"].as_str(), split["nvidia.com/mig-1g.5gb.count"].as_str()), ("2", "2"));
        assert_eq!(split["nvidia.com/mig-2g.10gb.product"], "NVIDIA-A100-SXM4-40GB-MIG-2g.10gb");
        assert_eq!(found_gpu_labels(&[]), BTreeMap::new());
    }
}
