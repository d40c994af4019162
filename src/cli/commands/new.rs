//! `devcluster new`.

use std::path::PathBuf;

use crate::app;
use crate::cli::{CommandError, Context};
use crate::report::Event;

/// Begin an app from a template; without a name, list the templates
#[derive(clap::Args)]
pub struct Args {
    /// Name of the template
    template: Option<String>,
    /// Folder to write to [default: one with the template's name]
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

pub fn run(args: &Args, context: &Context) -> Result<(), CommandError> {
    let Some(name) = &args.template else {
        let templates = app::templates();
        let names: Vec<_> = templates.iter().map(|template| template.name.as_str()).collect();
        return context.output.print(&names, |names| names.join("\n"));
    };
    let folder = args.folder.clone().unwrap_or_else(|| PathBuf::from(name));
    let written = app::scaffold(name, &folder)?;
    context.reporter.event(&Event::Summary {
        text: format!("Made {} with {} files.", folder.display(), written.len()),
        facts: Vec::new(),
        next: vec![
            (format!("cd {}", folder.display()), String::new()),
            ("devcluster up".to_owned(), "build it, run it, open it".to_owned()),
        ],
    });
    Ok(())
}
