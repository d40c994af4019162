//! What the subcommands take that wait for nodes.

use std::time::Duration;

use crate::cli::duration;

/// Nodes that are to run.
#[derive(clap::Args)]
pub struct NodesToRun {
    /// Names of the nodes
    #[arg(required = true, value_name = "NODE")]
    pub nodes: Vec<String>,
    /// How long to wait until they and the system pods on them are ready; 0 does not wait
    #[arg(long, default_value = "3m", value_name = "DURATION", value_parser = duration::parse)]
    pub wait: Duration,
}
