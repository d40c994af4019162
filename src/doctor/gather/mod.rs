//! Gathers the facts, all at once; nothing is judged here, and nothing that can't be found out ends it.

mod clusters;
mod engine;
mod host;
mod kernel;
mod names;
mod number;
mod programs;

use std::path::Path;

use super::Facts;
use super::facts::{HostFacts, ProxyFacts};
use crate::engine::{Engine, EngineInfo};
pub(super) use host::inotify;
pub use programs::has_gpu_toolkit;

/// Kernel parameters as files; `--fix` writes to them.
pub const SYSCTLS: &str = "/proc/sys";

/// Looks at engine and host.
pub async fn gather(engine: &dyn Engine) -> Facts {
    let (asked, clusters, on_host, programs) =
        tokio::join!(engine::ask(engine), clusters::ask(engine), names::on_host(), programs::find());
    let in_node = names::in_node(engine, clusters.node.as_deref()).await;
    let here = asked.info.as_ref().is_ok_and(runs_here);
    let host = match &asked.info {
        Ok(info) => look_at_host(info).await,
        Err(_) => None,
    };
    let (http, https, without) = crate::host::proxy();
    let mut networks = clusters.networks;
    if here {
        networks.routes = crate::host::routes();
    }
    Facts {
        engine: asked.info,
        clock_skew: asked.clock_skew,
        host,
        networks,
        names: super::facts::NameFacts { on_host, in_node },
        proxy: ProxyFacts { proxy: https.or(http), without },
        programs,
        loopback_port: crate::host::free_port().map(drop).map_err(|error| error.to_string()),
    }
}

/// Looks at what the engine runs on; `None` where that is not this host.
pub async fn look_at_host(engine: &EngineInfo) -> Option<HostFacts> {
    if !runs_here(engine) {
        return None;
    }
    host::look(Path::new("/"), &engine.kernel, engine.root_folder.clone()).await
}

/// A rootless engine has a network of its own, but runs on this host's kernel.
fn runs_here(engine: &EngineInfo) -> bool {
    engine.local || engine.rootless
}
