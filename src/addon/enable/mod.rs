//! Addons into a cluster: by name, from a folder, of a chart.

mod by_word;
mod chart;
mod work;

pub use by_word::enable;
pub use chart::enable_chart;
pub use work::{EnableOptions, Enabled, manager};
