//! What containerd adds to a container that is given devices (<https://github.com/cncf-tags/container-device-interface>).

use serde_json::{Value, json};

use super::folders::folder;
use super::unit::Unit;

/// containerd looks for specifications here.
pub const PATH: &str = "/run/cdi/devcluster-gpu.json";
const KIND: &str = "nvidia.com/gpu";
/// This program, which is nvidia-smi under that name.
pub const PROGRAM: &str = "/usr/local/bin/devcluster-agent";
pub const NVIDIA_SMI: &str = "/usr/bin/nvidia-smi";

/// A device by its full name.
pub fn device_name(uuid: &str) -> String {
    format!("{KIND}={uuid}")
}

/// The specification: each unit brings its folder, any of them brings nvidia-smi.
pub fn specification(units: &[Unit]) -> Value {
    let device = |unit: &Unit| {
        let folder = folder(unit.uuid());
        json!({
            "name": unit.uuid(),
            "containerEdits": { "mounts": [mount(&folder.display().to_string(), &folder.display().to_string())] },
        })
    };
    json!({
        "cdiVersion": "0.6.0",
        "kind": KIND,
        "devices": units.iter().map(device).collect::<Vec<_>>(),
        "containerEdits": { "mounts": [mount(PROGRAM, NVIDIA_SMI)] },
    })
}

fn mount(host: &str, container: &str) -> Value {
    json!({ "hostPath": host, "containerPath": container, "options": ["ro", "nosuid", "nodev", "bind"] })
}
