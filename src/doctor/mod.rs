//! Whether engine and host have what clusters need: facts are gathered first, and judged without another look.

mod checks;
mod facts;
mod finding;
mod fix;
mod gather;

pub use checks::findings;
pub use facts::Facts;
pub use finding::{Finding, Verdict};
pub use fix::{Raised, raise_inotify_limits};
pub use gather::{SYSCTLS, gather};
