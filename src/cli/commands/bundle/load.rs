//! `devcluster bundle load`.

use std::path::PathBuf;

use crate::bundle;
use crate::cli::{CommandError, Context};
use crate::paths;
use crate::report::Event;

/// Load a bundle's images into the engine of this machine; clusters and addons then need no network
#[derive(clap::Args)]
pub struct Args {
    /// The bundle
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Also put its program into ~/.local/bin
    #[arg(long)]
    install: bool,
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    let failed = |error| CommandError::from(error).while_trying_to("load the bundle");
    let manifest = bundle::load(&context.tools()?, &args.file).await.map_err(failed)?;
    let mut facts = vec![("Images".to_owned(), manifest.images.len().to_string())];
    if !manifest.addons.is_empty() {
        facts.push(("Addons".to_owned(), manifest.addons.join(", ")));
    }
    if args.install {
        let program = bundle::install(&args.file, &paths::programs()).map_err(failed)?;
        facts.push(("Program".to_owned(), program.display().to_string()));
    }
    context.reporter.event(&Event::Summary {
        text: format!("Bundle of devcluster {} is loaded.", manifest.version),
        facts,
        next: vec![("devcluster start".to_owned(), "a cluster, without a network".to_owned())],
    });
    Ok(())
}
