//! `devcluster build`.

use std::path::PathBuf;

use crate::app::{self, App};
use crate::cli::{CommandError, Context};
use crate::cluster::{observe, trusted_cas};

/// Build the image of an app with `docker build`
#[derive(clap::Args)]
pub struct Args {
    /// Folder with the Dockerfile
    #[arg(default_value = ".")]
    path: PathBuf,
    /// Name of the image [default: what devcluster.yaml or the manifests in the folder say]
    #[arg(long, short, value_name = "IMAGE")]
    tag: Option<String>,
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    let fail = |error: CommandError| error.while_trying_to("build the image");
    app::check_folder(&args.path).map_err(|error| fail(error.into()))?;
    let image = match args.tag {
        Some(tag) => tag,
        None => App::image_name(&args.path).map_err(|error| fail(error.into()))?,
    };
    let engine = context.engine.as_ref();
    engine.info().await?;
    // A build needs no cluster; where there is one, it trusts what that trusts.
    let state = observe(engine, &context.cluster_name()).await?;
    let trusted = if state.nodes.is_empty() { None } else { trusted_cas(engine, &state).await? };
    app::build(engine, &context.reporter, &args.path, &image, trusted.as_deref())
        .await
        .map_err(|error| fail(error.into()))?;
    Ok(())
}
