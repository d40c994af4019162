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

/// What keeps nodes from running on an engine and its host; reads a few files, and asks nobody.
pub async fn obstacles(engine: &EngineInfo) -> Vec<Finding> {
    let host = gather::look_at_host(engine).await;
    checks::obstacles(&Facts::of_engine(engine.clone(), host))
}
