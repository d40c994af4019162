//! `devcluster image remove`.

use crate::app::{choose_nodes, remove_images};
use crate::cli::{CommandError, Context};
use crate::cluster::require_there;

/// Remove images from the nodes
///
/// What is on some nodes only is removed from those. An image that has other names too loses this one.
#[derive(clap::Args)]
pub struct Args {
    /// Names of images, or their ids
    #[arg(required = true, value_name = "IMAGE")]
    images: Vec<String>,
    /// Only from this node
    #[arg(long, value_name = "NAME")]
    node: Option<String>,
    /// Also where a pod uses it: it runs on, and does not find the image again
    #[arg(long)]
    force: bool,
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    let engine = context.engine.as_ref();
    let state = require_there(engine, &context.cluster_name()).await?;
    let nodes = choose_nodes(&state, args.node.as_deref())?;
    remove_images(engine, &context.reporter, &state, &nodes, &args.images, args.force)
        .await
        .map_err(|error| CommandError::from(error).while_trying_to(&format!("remove `{}`", args.images.join("`, `"))))
}
