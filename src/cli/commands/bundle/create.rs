//! `devcluster bundle create`.

use std::path::PathBuf;

use crate::bundle::{self, Contents};
use crate::cli::{CommandError, Context};
use crate::report::Event;

/// Write this program, the images of clusters, and those of addons into one file
#[derive(clap::Args)]
pub struct Args {
    /// The file to write, `devcluster.tgz`
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Addons that shall work there, with commas between them; `all` for all of them
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    addons: Vec<String>,
    /// Charts and kustomizations too: the program that renders them
    #[arg(long)]
    charts: bool,
    /// What `load-test` needs too
    #[arg(long)]
    load_test: bool,
    /// More images of the engine
    #[arg(long = "image", value_name = "IMAGE")]
    images: Vec<String>,
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    let Args { file, addons, charts, load_test, images } = args;
    let contents = Contents { addons, charts, load_test, images };
    let manifest = bundle::create(&context.tools()?, &file, &contents)
        .await
        .map_err(|error| CommandError::from(error).while_trying_to("write the bundle"))?;
    let file = file.display();
    context.reporter.event(&Event::Summary {
        text: format!("Bundle {file} has devcluster {} and {} images.", manifest.version, manifest.images.len()),
        facts: Vec::new(),
        next: vec![
            (format!("tar -xzf {file} devcluster/devcluster"), "on the other machine: the program".to_owned()),
            (format!("devcluster/devcluster bundle load {file} --install"), "and the images".to_owned()),
        ],
    });
    Ok(())
}
