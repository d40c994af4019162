//! What can go wrong between devcluster and the container engine.

use std::path::PathBuf;

use crate::fault::{Fault, Kind};

/// The client library's error, as a source only.
type Cause = Box<dyn std::error::Error + Send + Sync>;

/// An engine call that failed. Displays read after "failed to …:".
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    #[error("no container engine answers at `{endpoint}`")]
    Unreachable {
        endpoint: String,
        #[source]
        source: Cause,
    },
    #[error("no permission to use the container engine's socket `{path}`")]
    NotPermitted { path: PathBuf },
    #[error("`{endpoint}` is not the address of a container engine: {reason}")]
    BadEndpoint { endpoint: String, reason: String },
    #[error("container engine {version} (API {api}) is too old; version {needed} is the oldest that works")]
    TooOld { version: String, api: String, needed: &'static str },
    #[error("a container named `{name}` exists already")]
    NameTaken { name: String },
    #[error("no container named `{name}`")]
    NoContainer { name: String },
    #[error("no image `{reference}` in the container engine")]
    NoImage { reference: String },
    #[error("host port {port} is in use")]
    PortInUse { port: u16, detail: String },
    #[error("subnet {subnet} overlaps another network's")]
    SubnetInUse { subnet: String },
    #[error("network `{name}` is in use")]
    NetworkInUse { name: String },
    #[error("the engine lacks a capability that a node needs: {detail}")]
    CapabilityLacking { detail: String },
    #[error("the engine can't give a container the host's GPUs: {detail}")]
    GpusLacking { detail: String },
    #[error("the image could not be pulled: {reason}")]
    Pull { reference: String, reason: String },
    #[error("the image could not be pushed: {reason}")]
    Push { reference: String, reason: String },
    #[error("the image could not be built: {reason}")]
    Build { reason: String },
    #[error("`{command}` ended with exit code {exit_code}")]
    CommandFailed { command: String, exit_code: i64, output: String },
    #[error("the engine refused to {action}: {reason}")]
    Refused { action: String, status: u16, reason: String },
    #[error("the connection to the engine broke while asking it to {action}")]
    Broken {
        action: String,
        #[source]
        source: Cause,
    },
}

impl Fault for EngineError {
    fn kind(&self) -> Kind {
        match self {
            Self::NoImage { .. } | Self::Build { .. } | Self::NoContainer { .. } | Self::NameTaken { .. } => Kind::User,
            Self::Unreachable { .. }
            | Self::NotPermitted { .. }
            | Self::BadEndpoint { .. }
            | Self::TooOld { .. }
            | Self::PortInUse { .. }
            | Self::SubnetInUse { .. }
            | Self::NetworkInUse { .. }
            | Self::CapabilityLacking { .. }
            | Self::GpusLacking { .. }
            | Self::Pull { .. }
            | Self::Push { .. }
            | Self::CommandFailed { .. }
            | Self::Refused { .. }
            | Self::Broken { .. } => Kind::Environment,
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::Unreachable { .. } => Some("start the Docker engine (`sudo systemctl start docker`), or run `./install.sh`, which installs and starts one".to_owned()),
            Self::NotPermitted { .. } => Some("join the socket's group with `sudo usermod -aG docker $USER` and log in again, or run as root".to_owned()),
            Self::BadEndpoint { .. } => Some("list the contexts with `docker context ls`, or name an engine with DOCKER_HOST=unix:///var/run/docker.sock".to_owned()),
            Self::TooOld { .. } => Some("upgrade the engine; on Debian and Ubuntu: `sudo apt-get install docker.io`".to_owned()),
            Self::PortInUse { port, .. } => Some(format!("see who listens with `ss -ltnp 'sport = :{port}'`, and stop it or choose another port")),
            Self::SubnetInUse { .. } => Some("choose another with `network.subnet` in cluster.yaml; `docker network ls` shows what is taken".to_owned()),
            Self::NetworkInUse { name } => Some(format!("see with `docker network inspect {name}` who is on it; where that shows nobody, the engine has miscounted (moby/moby#42119) and knows better after `sudo systemctl restart docker`")),
            Self::CapabilityLacking { .. } => Some("run the engine outside of a sandbox, or as root".to_owned()),
            Self::GpusLacking { .. } => Some("`nvidia-smi` tells whether the host's driver works; its NVIDIA Container Toolkit is made known by `sudo nvidia-ctk runtime configure --runtime=docker` and `sudo systemctl restart docker`. GPUs that are simulated need neither: `--gpus 2`".to_owned()),
            Self::Pull { reference, .. } => Some(format!("try `docker pull {reference}`, and build it where no registry is reachable")),
            Self::Push { reference, .. } => Some(format!("try `docker push {reference}`")),
            Self::NoImage { reference } => Some(format!("build it with `docker build -t {reference} .`, or see the names with `docker images`")),
            Self::NameTaken { name } => Some(format!("look at it with `docker inspect {name}`")),
            Self::NoContainer { .. }
            | Self::Build { .. }
            | Self::CommandFailed { .. }
            | Self::Refused { .. }
            | Self::Broken { .. } => None,
        }
    }

    fn output(&self) -> Option<&str> {
        match self {
            Self::CommandFailed { output, .. } => Some(output),
            _ => None,
        }
    }
}
