//! `devcluster image load`, and `devcluster load` for short.

use super::prime::prime_later;
use crate::app;
use crate::cli::{CommandError, Context};
use crate::cluster::require_running;

/// Bring images from the container engine, or from archive files, to all nodes
#[derive(clap::Args)]
pub struct Args {
    /// Names of images, or files made by `docker save` (also gzipped, also OCI layouts)
    #[arg(required = true, value_name = "IMAGE|ARCHIVE")]
    sources: Vec<String>,
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    let state = require_running(context.engine.as_ref(), &context.cluster_name()).await?;
    for word in &args.sources {
        let loaded = app::load(context.engine.as_ref(), &context.reporter, &state, app::source_of(word))
            .await
            .map_err(|error| CommandError::from(error).while_trying_to(&format!("load `{word}`")))?;
        prime_later(&state.name, &loaded);
    }
    Ok(())
}
