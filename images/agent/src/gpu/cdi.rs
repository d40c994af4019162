//! What containerd adds to a container that is given devices (<https://github.com/cncf-tags/container-device-interface>).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::folders::folder;
use super::unit::Unit;

/// containerd looks for specifications here.
pub const FOLDER: &str = "/run/cdi";
pub const PATH: &str = "/run/cdi/devcluster-gpu.json";
const KIND: &str = "nvidia.com/gpu";
/// Of what claims are given.
const CLAIM_KIND: &str = "k8s.gpu.nvidia.com/claim";
/// Under these names programs find the devices that they may use.
pub const VARIABLES: [&str; 2] = ["NVIDIA_VISIBLE_DEVICES", "CUDA_VISIBLE_DEVICES"];
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

/// The file with a claim's specification.
pub fn claim_path(folder: &Path, claim: &str) -> PathBuf {
    folder.join(format!("devcluster-gpu-claim-{claim}.json"))
}

/// What a request of a claim is given, by its full name.
pub fn claim_device_name(claim: &str, request: &str) -> String {
    format!("{CLAIM_KIND}={claim}-{request}")
}

/// What a claim brings beside its variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Brought {
    /// The folders of simulated units, and nvidia-smi.
    Folders,
    /// Nothing: the devices of the driver's own specification come beside it.
    Nothing,
}

/// The specification of a claim: each of its requests is a device with all units of it, so that they are in one
/// variable. `units` are the ids of the units by request.
pub fn claim_specification(claim: &str, units: &BTreeMap<String, Vec<String>>, brought: Brought) -> Value {
    let device = |(request, uuids): (&String, &Vec<String>)| {
        let visible = uuids.join(",");
        let mut edits = json!({ "env": VARIABLES.map(|name| format!("{name}={visible}")) });
        if brought == Brought::Folders {
            let folders = uuids.iter().map(|uuid| folder(uuid).display().to_string());
            edits["mounts"] = folders.map(|folder| mount(&folder, &folder)).collect();
        }
        json!({ "name": format!("{claim}-{request}"), "containerEdits": edits })
    };
    let mut specification = json!({
        "cdiVersion": "0.6.0",
        "kind": CLAIM_KIND,
        "devices": units.iter().map(device).collect::<Vec<_>>(),
    });
    if brought == Brought::Folders {
        specification["containerEdits"] = json!({ "mounts": [mount(PROGRAM, NVIDIA_SMI)] });
    }
    specification
}

fn mount(host: &str, container: &str) -> Value {
    json!({ "hostPath": host, "containerPath": container, "options": ["ro", "nosuid", "nodev", "bind"] })
}
