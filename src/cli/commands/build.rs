//! `devcluster build`.

use std::path::PathBuf;

use crate::app::{self, App};
use crate::cli::{CommandError, Context};

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
    context.engine.info().await?;
    app::build(context.engine.as_ref(), &context.reporter, &args.path, &image)
        .await
        .map_err(|error| fail(error.into()))?;
    Ok(())
}
