//! What an engine says of itself and of the machine that it runs on.

use std::path::PathBuf;

use serde::Serialize;
use time::OffsetDateTime;

/// What the engine says of itself. What it leaves out is empty or `None`.
#[derive(Debug, Clone, Default)]
pub struct EngineInfo {
    /// Version of the engine, `20.10.24`.
    pub version: String,
    /// Newest version of the API that it speaks, `1.41`.
    pub api_version: String,
    pub kind: EngineKind,
    /// `linux`.
    pub os: String,
    /// `Debian GNU/Linux 12 (bookworm)`.
    pub operating_system: String,
    /// `x86_64`.
    pub architecture: String,
    /// Release of the kernel that containers run on, `6.12.0-1-amd64`.
    pub kernel: String,
    /// Whether it runs without root's rights.
    pub rootless: bool,
    /// 1 or 2.
    pub cgroup_version: u8,
    /// Limits that it can't set, for want of a cgroup controller: `memory`, `cpu`, `cpuset`, `pids`.
    pub lacking_limits: Vec<&'static str>,
    /// Linux capabilities outside its bounding set; empty where that can't be seen.
    pub lacking_capabilities: Vec<String>,
    /// CPUs of the engine's host.
    pub cpus: i64,
    /// Memory of the engine's host, bytes.
    pub memory: i64,
    /// Where it keeps images, containers and volumes.
    pub root_folder: Option<PathBuf>,
    /// `overlay2`.
    pub storage_driver: String,
    /// Its clock when it answered.
    pub time: Option<OffsetDateTime>,
    /// What it pulls through.
    pub proxy: Option<String>,
    /// Whether the engine runs on this host, so that container addresses are reachable from here.
    pub local: bool,
    /// Path of its socket on its own host.
    pub socket: PathBuf,
}

/// Which engine speaks the API.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum EngineKind {
    #[default]
    Docker,
    DockerDesktop,
    Podman,
}

impl EngineKind {
    /// Its name as a person writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Docker => "Docker",
            Self::DockerDesktop => "Docker Desktop",
            Self::Podman => "Podman",
        }
    }
}
