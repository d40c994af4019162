//! `devcluster image load`, and `devcluster load` for short.

use std::time::Duration;

use crate::app::{self, Renewal};
use crate::cli::{CommandError, Context};
use crate::cluster::require_running;

/// Bring images from the container engine, or from archive files, to all nodes
#[derive(clap::Args)]
pub struct Args {
    /// Names of images, or files made by `docker save` (also gzipped, also OCI layouts)
    #[arg(required = true, value_name = "IMAGE|ARCHIVE")]
    sources: Vec<String>,
    /// Restart the workloads whose pods run an older image of that name, and wait until they are ready
    #[arg(long)]
    restart: bool,
    /// Seconds that they may take to become ready
    #[arg(long, default_value_t = 120, requires = "restart", value_name = "SECONDS")]
    timeout: u64,
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    let engine = context.engine.as_ref();
    let state = require_running(engine, &context.cluster_name()).await?;
    let mut images = Vec::new();
    for word in &args.sources {
        let loaded = app::load(engine, &context.reporter, &state, app::source_of(word))
            .await
            .map_err(|error| CommandError::from(error).while_trying_to(&format!("load `{word}`")))?;
        images.extend(loaded.images);
    }
    let renewal =
        if args.restart { Renewal::Restart(Duration::from_secs(args.timeout)) } else { Renewal::Tell };
    app::renew_pods(engine, &context.reporter, &state, &images, renewal)
        .await
        .map_err(|error| CommandError::from(error).while_trying_to("bring pods up to date"))
}
