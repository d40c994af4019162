//! The host ports of a cluster: what their container is made of, and what it says of them.

mod files;
mod labels;
mod report;

pub use files::ports_files;
pub use labels::ports_labels;
pub use report::{PortReport, read_ports_report};
