//! Whether engine and host have what clusters need: facts are gathered first, and judged without another look.

mod checks;
mod facts;
mod finding;
mod fix;
mod gather;

use crate::engine::EngineInfo;

pub use checks::findings;
pub use facts::Facts;
pub use finding::{Finding, Verdict};
pub use fix::{Raised, raise_inotify_limits};
pub use gather::{SYSCTLS, gather};

/// What keeps an engine from giving nodes its host's GPUs, as far as that can be told before one is asked for them.
pub fn gpu_obstacle(engine: &EngineInfo) -> Option<Finding> {
    let lacks = engine.local && !gather::has_gpu_toolkit();
    lacks.then(|| {
        Finding::problem(
            "gpus",
            "NVIDIA's Container Toolkit is not on this host: without it the engine can't give GPUs to nodes",
            "install the package `nvidia-container-toolkit` beside NVIDIA's driver, then `sudo nvidia-ctk runtime \
             configure --runtime=docker` and `sudo systemctl restart docker`; simulated GPUs need neither: `--gpus 2`",
        )
    })
}

/// What keeps nodes from running on an engine and its host; reads a few files, and asks nobody.
pub async fn obstacles(engine: &EngineInfo) -> Vec<Finding> {
    let host = gather::look_at_host(engine).await;
    checks::obstacles(&Facts::of_engine(engine.clone(), host))
}
