//! Looks for programs on PATH.

use std::path::PathBuf;
use std::process::Stdio;

use crate::doctor::facts::ProgramFacts;

/// Finds them.
pub async fn find() -> ProgramFacts {
    let docker = on_path("docker");
    let buildx = match &docker {
        Some(docker) => succeeds(docker, &["buildx", "version"]).await,
        None => false,
    };
    ProgramFacts { docker, buildx, kubectl: on_path("kubectl") }
}

/// Whether NVIDIA's Container Toolkit is there: by any of its programs engines give GPUs to containers.
pub fn has_gpu_toolkit() -> bool {
    let programs = ["nvidia-container-runtime-hook", "nvidia-container-runtime", "nvidia-ctk"];
    programs.into_iter().any(|name| on_path(name).is_some())
}

fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|program| program.is_file())
}

async fn succeeds(program: &PathBuf, arguments: &[&str]) -> bool {
    let mut command = tokio::process::Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
    command.status().await.is_ok_and(|status| status.success())
}
