//! `devcluster build`.

use std::ffi::OsString;
use std::path::PathBuf;

use crate::app::{self, App, AppFile, BuildError, BuildFlags, ImageSpec};
use crate::cli::{CommandError, Context};
use crate::cluster::{observe, trusted_cas};

/// Build the images of an app with `docker build`
#[derive(clap::Args)]
pub struct Args {
    /// Folder of the app
    #[arg(default_value = ".")]
    path: PathBuf,
    /// Name of the image; of several, the one to build [default: what devcluster.yaml or the manifests say]
    #[arg(long, short, value_name = "IMAGE")]
    tag: Option<String>,
    /// More flags of `docker build`, after --: --no-cache, --secret, --cache-from, --push
    #[arg(last = true, value_name = "FLAGS")]
    flags: Vec<OsString>,
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    let fail = |error: CommandError| error.while_trying_to("build the image");
    let tools = context.tools()?;
    let images = images(&args, &tools).await.map_err(fail)?;
    let engine = context.engine.as_ref();
    engine.info().await?;
    // A build needs no cluster; where there is one, it trusts what that trusts.
    let state = observe(engine, &context.cluster_name()).await?;
    let trusted = if state.nodes.is_empty() { None } else { trusted_cas(engine, &state).await? };
    let flags = BuildFlags::of(args.flags);
    for image in &images {
        let build = app::build(engine, &context.reporter, image, trusted.as_deref(), &flags);
        let built = tools.interrupt.run_until_cancelled(build).await;
        built.ok_or_else(CommandError::interrupted)?.map_err(|error| fail(error.into()))?;
    }
    Ok(())
}

async fn images(args: &Args, tools: &app::Tools) -> Result<Vec<ImageSpec>, CommandError> {
    let file = AppFile::read(&args.path)?;
    let no_dockerfile = || BuildError::NoDockerfile { path: args.path.clone() };
    let Some(tag) = &args.tag else {
        let images = App::images(tools, file).await?;
        return if images.is_empty() { Err(no_dockerfile().into()) } else { Ok(images) };
    };
    match file.images.unwrap_or_else(|| vec![ImageSpec::of_folder(tag, &args.path)]).as_slice() {
        [] => Err(no_dockerfile().into()),
        [only] => Ok(vec![ImageSpec { name: tag.clone(), ..only.clone() }]),
        several => {
            let known = || several.iter().map(|image| image.name.clone()).collect();
            let named = several.iter().find(|image| image.name == *tag).cloned();
            Ok(vec![named.ok_or_else(|| BuildError::NotOfApp { name: tag.clone(), known: known() })?])
        }
    }
}
