//! `devcluster image build`.

use std::sync::Arc;

use super::catalogue;
use crate::cli::{CommandError, Context, interrupt};
use crate::image::{Builder, Built, Catalogue};
use crate::report::Event;

/// Build the images that clusters are made of; what is there already is not built again
#[derive(clap::Args)]
pub struct Args {
    /// Images to build, with all that they need [default: those that clusters are made of]
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// List them, and which of them are in the engine, without building any
    #[arg(long, conflicts_with = "names")]
    list: bool,
}

impl Args {
    /// Whether standard output carries data.
    pub fn prints_data(&self) -> bool {
        self.list
    }
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    if args.list {
        return catalogue::print(context).await;
    }
    let names = if args.names.is_empty() { ["node", "registry"].map(str::to_owned).to_vec() } else { args.names };
    context.engine.info().await?;
    let catalogue = Arc::new(Catalogue::load()?);
    let builder =
        Builder::new(Arc::clone(&context.engine), Arc::clone(&context.reporter), catalogue, interrupt::token()?)
            .await?;
    let built = builder
        .build(&names)
        .await
        .map_err(|error| CommandError::from(error).while_trying_to(&format!("build {}", names.join(", "))))?;
    for image in built {
        context.reporter.event(&Event::Note { text: sentence(&image) });
    }
    Ok(())
}

fn sentence(image: &Built) -> String {
    let tag = image.tag.as_deref().unwrap_or(&image.name);
    let size = image.size.map(|bytes| format!(", {} MB", bytes / 1_000_000)).unwrap_or_default();
    if image.present { format!("{tag} is there{size}") } else { format!("{tag} is built{size}") }
}
