//! `devcluster image prime`: what a load of whole images leaves to be done in the background.

use crate::app;
use crate::cli::{CommandError, Context};
use crate::cluster::require_there;
use crate::image::transfer;

/// Let the cluster's registry know images that are on the nodes already
#[derive(clap::Args)]
#[group(id = "prime")]
pub struct Args {
    #[arg(required = true, value_name = "IMAGE")]
    images: Vec<String>,
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    let state = require_there(context.engine.as_ref(), &context.cluster_name()).await?;
    let Some(registry) = app::registry_of(&state) else { return Ok(()) };
    let primed = transfer::prime(context.engine.as_ref(), &registry, &args.images).await;
    primed.map_err(|error| CommandError::from(error).while_trying_to("send images to the cluster's registry"))
}
