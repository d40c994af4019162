//! The host ports of a cluster: what their container is made of, and what it says of them.

mod files;
mod labels;
mod report;
mod url;

pub use files::ports_files;
pub use labels::ports_labels;
pub use report::{PortReport, read_ports_report};
pub use url::url_by_host_port;
