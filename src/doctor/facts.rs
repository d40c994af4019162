//! What is known of engine and host before anything is judged.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use ipnet::Ipv4Net;
use time::Duration;

use crate::engine::EngineInfo;

/// Everything that the checks look at.
#[derive(Debug, Clone)]
pub struct Facts {
    /// What the engine says, or why none answers.
    pub engine: Result<EngineInfo, Silence>,
    /// How far the engine's clock is ahead of this host's.
    pub clock_skew: Option<Duration>,
    /// What the engine runs on; `None` where that is not this host, or not Linux.
    pub host: Option<HostFacts>,
    pub networks: NetworkFacts,
    pub names: NameFacts,
    pub proxy: ProxyFacts,
    pub programs: ProgramFacts,
    /// Whether a port of 127.0.0.1 could be had, and if not, why.
    pub loopback_port: Result<(), String>,
}

impl Facts {
    /// Only what is known of the engine and what it runs on.
    pub fn of_engine(engine: EngineInfo, host: Option<HostFacts>) -> Self {
        Self {
            engine: Ok(engine),
            clock_skew: None,
            host,
            networks: NetworkFacts::default(),
            names: NameFacts::default(),
            proxy: ProxyFacts::default(),
            programs: ProgramFacts::default(),
            loopback_port: Ok(()),
        }
    }

    /// What the engine says, where one answers.
    pub fn engine(&self) -> Option<&EngineInfo> {
        self.engine.as_ref().ok()
    }
}

/// Why an engine can't be used.
#[derive(Debug, Clone, Default)]
pub struct Silence {
    pub message: String,
    pub remedy: Option<String>,
}

/// The host as its kernel describes it.
#[derive(Debug, Clone, Default)]
pub struct HostFacts {
    pub kernel: KernelFacts,
    /// cgroup controllers that are switched on.
    pub cgroup_controllers: Option<BTreeSet<String>>,
    pub inotify: InotifyFacts,
    /// Bytes that are free where the engine keeps its things.
    pub disk_free: Option<u64>,
    /// Bytes that programs can still get.
    pub memory_available: Option<u64>,
    /// Bytes.
    pub swap: Option<u64>,
}

/// What the kernel can do.
#[derive(Debug, Clone, Default)]
pub struct KernelFacts {
    /// File systems that it knows now.
    pub filesystems: BTreeSet<String>,
    /// Modules that are loaded.
    pub loaded: BTreeSet<String>,
    /// Modules that are built in or can be loaded; `None` where there is no list of them.
    pub available: Option<BTreeSet<String>>,
    /// Its build configuration, `CONFIG_VETH` to `y` or `m`; `None` where it does not tell.
    pub config: Option<BTreeMap<String, String>>,
    /// net.ipv4.ip_forward.
    pub ip_forward: Option<bool>,
    /// net.netfilter.nf_conntrack_max.
    pub conntrack_max: Option<u64>,
}

/// Limits of fs.inotify, for each user.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct InotifyFacts {
    pub max_user_instances: Option<u64>,
    pub max_user_watches: Option<u64>,
}

/// Networks of clusters beside everything else that has addresses.
#[derive(Debug, Clone, Default)]
pub struct NetworkFacts {
    /// Clusters with their subnets.
    pub clusters: Vec<(String, Ipv4Net)>,
    /// Interface and subnet of this host's routes, where the engine runs on it.
    pub routes: Vec<(String, Ipv4Net)>,
    /// Subnets of all of the engine's networks.
    pub taken: Vec<Ipv4Net>,
}

/// Whether names of the outside are found.
#[derive(Debug, Clone, Default)]
pub struct NameFacts {
    /// Looked up on this host.
    pub on_host: bool,
    /// A node of a running cluster, and whether it finds the name too.
    pub in_node: Option<(String, bool)>,
}

/// Proxy settings of this command's environment.
#[derive(Debug, Clone, Default)]
pub struct ProxyFacts {
    pub proxy: Option<String>,
    /// Hosts and subnets that are reached without it.
    pub without: Vec<String>,
}

/// Programs on this host that devcluster calls, or its users do.
#[derive(Debug, Clone, Default)]
pub struct ProgramFacts {
    pub docker: Option<PathBuf>,
    pub buildx: bool,
    pub kubectl: Option<PathBuf>,
}
