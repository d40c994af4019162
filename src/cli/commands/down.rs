//! `devcluster down`.

use std::path::PathBuf;
use std::time::Duration;

use crate::app::{self, AppFile, DownOptions, Target};
use crate::cli::destination::ChangedContextArgs;
use crate::cli::{CommandError, Context, duration};
use crate::cluster::{Applied, ApplySet, Outcome};
use crate::report::Event;

/// Remove what up and apply made of an app, and wait until its pods are gone
#[derive(clap::Args)]
pub struct Args {
    /// Folder of the app
    #[arg(default_value = ".")]
    path: PathBuf,
    /// Name of the app, where its folder is gone
    #[arg(long, value_name = "NAME", conflicts_with = "path")]
    app: Option<String>,
    /// Namespace of the app that is named
    #[arg(long, short, default_value = "default", requires = "app")]
    namespace: String,
    /// Its volumes too, with their data
    #[arg(long)]
    volumes: bool,
    /// How long its pods may take to end: 90s, 3m
    #[arg(long, default_value = "120s", value_name = "DURATION", value_parser = duration::parse)]
    timeout: Duration,
    #[command(flatten)]
    place: ChangedContextArgs,
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    let set = match args.app {
        Some(app) => ApplySet::of_app(app, args.namespace),
        None => AppFile::read(&args.path)?.set(),
    };
    let tools = context.tools()?;
    let destination = args.place.destination(&format!("remove the app {}", set.name), context)?;
    let target = Target::find(context.engine.as_ref(), &destination, false).await?;
    let options = DownOptions { volumes: args.volumes, timeout: args.timeout };
    let removed = app::down(&tools, &target, &set, options)
        .await
        .map_err(|error| CommandError::from(error).while_trying_to("remove the app"))?;
    if let Some(event) = kept(&removed) {
        context.reporter.event(&event);
    }
    if removed.is_empty() && context.output.is_text() {
        return Ok(());
    }
    context.output.print(&removed, |removed| removed.iter().map(Applied::line).collect::<Vec<_>>().join("\n"))
}

/// Data is never kept without a word.
fn kept(removed: &[Applied]) -> Option<Event> {
    let kept: Vec<_> = removed.iter().filter(|object| object.outcome == Outcome::Kept).map(Applied::title).collect();
    let text = format!("kept, for the data in volumes: {}", kept.join(", "));
    let hint = Some("remove it too with `devcluster down --volumes`".to_owned());
    (!kept.is_empty()).then_some(Event::Warning { text, hint })
}
