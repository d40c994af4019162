//! `devcluster addon new`.

use std::path::PathBuf;

use crate::addon;
use crate::cli::{CommandError, Context};
use crate::report::Event;

/// Begin an addon of your own: a folder with addon.yaml and manifests that works as it is
#[derive(clap::Args)]
pub struct Args {
    /// Folder to make; its name is the addon's
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

pub fn run(args: &Args, context: &Context) -> Result<(), CommandError> {
    let written = addon::scaffold(&args.folder)?;
    let folder = args.folder.display().to_string();
    // A word without a slash would be the name of one of ours.
    let word = if folder.contains('/') { folder.clone() } else { format!("./{folder}") };
    context.reporter.event(&Event::Summary {
        text: format!("Made {folder} with {} files.", written.len()),
        facts: Vec::new(),
        next: vec![
            (format!("devcluster addon check {word}"), "after an edit: whether all is well with it".to_owned()),
            (format!("devcluster addon enable {word}"), "into the cluster".to_owned()),
        ],
    });
    Ok(())
}
