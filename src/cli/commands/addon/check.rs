//! `devcluster addon check`.

use std::path::PathBuf;

use serde::Serialize;

use crate::addon::{self, Folder};
use crate::cli::{CommandError, Context};
use crate::fault::Kind;

/// Look through the folder of an addon: everything that is wrong with it at once
#[derive(clap::Args)]
pub struct Args {
    /// The folder
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,
}

#[derive(Serialize)]
struct Report {
    name: String,
    problems: Vec<String>,
}

pub fn run(args: &Args, context: &Context) -> Result<(), CommandError> {
    let folder = Folder::read(&args.folder)?;
    let report = Report { name: folder.name.clone(), problems: addon::check(&folder)?.problems };
    context.output.print(&report, |report| match report.problems.as_slice() {
        [] => format!("Addon `{}` has no problems.", report.name),
        problems => problems.join("\n\n"),
    })?;
    match report.problems.len() {
        0 => Ok(()),
        count => Err(CommandError::new(Kind::User, format!("the addon has {count} problems"))),
    }
}
