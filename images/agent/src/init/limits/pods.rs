//! The same files in every pod, by the specification that containerd begins each container with.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use super::{Covered, FOLDER};
use crate::error::Error;
use crate::process::Reaper;
use crate::{containerd, files};

const DROP_IN: &str = "limits.toml";

/// Has containerd mount the files over the kernel's in all containers.
pub fn cover_in_pods(covered: &[Covered], reaper: &Reaper) -> Result<(), Error> {
    if covered.is_empty() {
        return Ok(());
    }
    let text = reaper.run(Command::new("/usr/local/bin/ctr").args(["oci", "spec"]))?;
    let path = Path::new(FOLDER).join("container.json");
    let fail = |source| Error::Json { path: path.clone(), source };
    let mut spec: Value = serde_json::from_str(&text).map_err(fail)?;
    if let Some(mounts) = spec["mounts"].as_array_mut() {
        mounts.extend(covered.iter().map(mount));
    }
    files::write(&path, &spec.to_string())?;
    files::write(Path::new(containerd::DROP_INS).join(DROP_IN), &drop_in(&path))
}

fn mount(covered: &Covered) -> Value {
    json!({ "destination": covered.target, "type": "bind", "source": covered.source, "options": ["bind", "ro"] })
}

fn drop_in(path: &Path) -> String {
    let runtime = "plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc";
    format!("version = 4\n\n[{runtime}]\n  base_runtime_spec = '{}'\n", path.display())
}
