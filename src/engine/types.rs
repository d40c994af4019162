//! Values that go into engine calls and come out of them.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::ByteStream;

/// A container to be made.
#[derive(Debug, Clone, Default)]
pub struct ContainerSpec {
    pub name: String,
    pub image: String,
    pub hostname: Option<String>,
    /// In place of the image's; empty leaves it.
    pub entrypoint: Vec<String>,
    /// Command, after the image's entry point.
    pub command: Vec<String>,
    pub environment: Vec<String>,
    pub labels: BTreeMap<String, String>,
    /// Network and fixed address on it.
    pub network: Option<(String, Ipv4Addr)>,
    pub mounts: Vec<Mount>,
    /// Folders and files of the engine's host.
    pub binds: Vec<Bind>,
    /// CPU time in thousandths of a CPU.
    pub milli_cpus: Option<u32>,
    /// The CPUs that it may run on, `0-1`.
    pub cpuset: Option<String>,
    /// Bytes, swap included.
    pub memory: Option<u64>,
    /// Paths that are memory file systems.
    pub tmpfs: Vec<String>,
    pub ports: Vec<PortBinding>,
    pub privileges: Privileges,
    /// Whether it gets all NVIDIA GPUs of the engine's host, with the driver's libraries.
    pub gpus: bool,
    /// Started again by the engine unless it was stopped on purpose.
    pub restart: bool,
    /// Seconds that `docker stop` waits before it kills.
    pub stop_timeout: Option<i64>,
}

/// How much a container may do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Privileges {
    /// The engine's defaults.
    #[default]
    Default,
    /// No capability at all.
    None,
    /// NET_ADMIN and no other capability, and packets are forwarded.
    Network,
    /// All capabilities that the engine's host has, no seccomp or AppArmor profile, nothing masked, all devices,
    /// a cgroup namespace of its own: what `--privileged` gives, also where the engine refuses that flag.
    Node,
}

/// A volume mounted at a path of a container.
#[derive(Debug, Clone)]
pub struct Mount {
    /// `None` makes an anonymous volume that goes with the container.
    pub volume: Option<String>,
    /// Labels for a volume that is made with the container.
    pub labels: BTreeMap<String, String>,
    pub target: String,
}

/// A path of the engine's host that a container sees.
#[derive(Debug, Clone)]
pub struct Bind {
    pub source: String,
    pub target: String,
    pub read_only: bool,
}

/// Transport protocol of a port.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Protocol {
    Tcp,
    Udp,
}

/// A container's port published on the host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortBinding {
    pub host_ip: String,
    pub host_port: u16,
    pub container_port: u16,
    pub protocol: Protocol,
}

/// A container that exists.
#[derive(Debug, Clone)]
pub struct Container {
    pub id: String,
    pub name: String,
    /// Reference that it was made of.
    pub image: String,
    pub labels: BTreeMap<String, String>,
    pub state: ContainerState,
    pub created: Option<OffsetDateTime>,
    /// When it was started last.
    pub started: Option<OffsetDateTime>,
    /// Addresses by network name; fixed ones also while it is stopped.
    pub addresses: BTreeMap<String, Ipv4Addr>,
    pub ports: Vec<PortBinding>,
}

/// Whether a container runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ContainerState {
    Created,
    Running,
    Paused,
    Restarting,
    Exited,
    Dead,
}

impl Container {
    /// Whether its processes run now.
    pub fn is_running(&self) -> bool {
        self.state == ContainerState::Running
    }
}

/// What a running container uses now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ContainerStats {
    /// Memory in bytes, without what the kernel can drop from its file cache: what `docker stats` shows.
    pub memory_used: u64,
    /// Bytes; `None` where it has no limit.
    pub memory_limit: Option<u64>,
}

/// A command to run in a container.
#[derive(Default)]
pub struct ExecRequest {
    pub container: String,
    pub command: Vec<String>,
    /// Bytes for the command's standard input, closed at their end.
    pub stdin: Option<ByteStream>,
}

impl ExecRequest {
    /// A command without input.
    pub fn new(container: &str, command: &[&str]) -> Self {
        Self {
            container: container.to_owned(),
            command: command.iter().map(|&word| word.to_owned()).collect(),
            stdin: None,
        }
    }
}

/// How a command in a container ended.
#[derive(Debug, Clone)]
pub struct ExecOutput {
    pub exit_code: i64,
    pub stdout: Vec<u8>,
    pub stderr: Vec<u8>,
}

/// A network that exists.
#[derive(Debug, Clone)]
pub struct Network {
    pub id: String,
    pub name: String,
    pub labels: BTreeMap<String, String>,
    /// IPv4 subnets in CIDR notation.
    pub subnets: Vec<String>,
}

/// A bridge network to be made.
#[derive(Debug, Clone)]
pub struct NetworkSpec {
    pub name: String,
    pub labels: BTreeMap<String, String>,
    /// CIDR notation.
    pub subnet: String,
    pub gateway: Ipv4Addr,
    /// Part of the subnet that the engine gives out by itself, CIDR notation.
    pub ip_range: String,
    /// `None` leaves the engine's default.
    pub mtu: Option<u32>,
}

/// A volume that exists.
#[derive(Debug, Clone)]
pub struct Volume {
    pub name: String,
    pub labels: BTreeMap<String, String>,
}

/// An image that exists.
#[derive(Debug, Clone)]
pub struct Image {
    /// `sha256:…` of its configuration.
    pub id: String,
    pub tags: Vec<String>,
    pub labels: BTreeMap<String, String>,
    /// Bytes, uncompressed.
    pub size: i64,
    /// Diff IDs of its layers, the lowest first.
    pub layers: Vec<String>,
    /// `linux/amd64`; empty where it does not say it.
    pub platform: String,
    /// What its containers run, where they are not told otherwise.
    pub entrypoint: Vec<String>,
    /// Words after the entry point.
    pub command: Vec<String>,
}

/// What a registry asks who pushes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    pub user: String,
    pub password: String,
}

/// An image build by the engine's classic builder.
pub struct BuildRequest {
    /// Name of the result.
    pub reference: String,
    /// Build context (tar) with a `Dockerfile` at its root.
    pub context: ByteStream,
    pub arguments: BTreeMap<String, String>,
    pub labels: BTreeMap<String, String>,
}
