//! `devcluster up`.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::app::{self, Destination, Running, UpOptions};
use crate::cli::destination::ChangedContextArgs;
use crate::cli::output::write_line;
use crate::cli::{CommandError, Context};
use crate::report::Event;

/// Take the app in a folder to an open URL: build, load, apply, wait until it is ready, open
#[derive(clap::Args)]
pub struct Args {
    /// Folder of the app: Dockerfile, manifests, devcluster.yaml if any
    #[arg(default_value = ".")]
    path: PathBuf,
    /// Seconds that the app may take to become ready
    #[arg(long, default_value_t = 120, value_name = "SECONDS")]
    timeout: u64,
    /// Do not open a browser
    #[arg(long)]
    no_open: bool,
    #[command(flatten)]
    place: ChangedContextArgs,
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    let begun = Instant::now();
    let options = UpOptions { timeout: Duration::from_secs(args.timeout) };
    let destination = args.place.destination("bring the app up", context)?;
    let running = app::up(&context.tools()?, &destination, &args.path, options)
        .await
        .map_err(|error| CommandError::from(error).while_trying_to("bring the app up"))?;
    context.reporter.event(&summary(&running, &destination, begun.elapsed()));
    let Some(Ok(url)) = &running.url else { return Ok(()) };
    if !args.no_open {
        app::open_in_browser(url);
    }
    // As JSON the summary has carried it.
    if context.output.is_text() { write_line(url) } else { Ok(()) }
}

fn summary(running: &Running, destination: &Destination, took: Duration) -> Event {
    let command = |words: String| match destination {
        Destination::Cluster(name) if name == "dev" => format!("devcluster {words}"),
        Destination::Cluster(name) => format!("devcluster --name {name} {words}"),
        Destination::Context(name) => format!("devcluster {words} --context {name}"),
    };
    let mut facts = Vec::new();
    match &running.url {
        Some(Ok(url)) => facts.push(("URL".to_owned(), url.clone())),
        Some(Err(reason)) => facts.push(("No URL".to_owned(), reason.clone())),
        None => {}
    }
    Event::Summary {
        text: format!("App `{}` is up after {:.1} s.", running.name, took.as_secs_f64()),
        facts,
        next: vec![
            (command(format!("logs {} -f", running.name)), "follow its output".to_owned()),
            (command("up".to_owned()), "after an edit: again".to_owned()),
            (command("down".to_owned()), "remove it".to_owned()),
        ],
    }
}
