//! `devcluster up`.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::app::{self, Audience, Destination, Running, UpError, UpOptions};
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
    /// Go on: bring each change of the app's files to the cluster, and show what its pods write, until Ctrl-C
    #[arg(long, short)]
    watch: bool,
    #[command(flatten)]
    place: ChangedContextArgs,
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    let begun = Instant::now();
    let options = UpOptions { timeout: Duration::from_secs(args.timeout) };
    if args.watch {
        return watch(&args, options, context).await;
    }
    let destination = args.place.destination("bring the app up", context)?;
    let running = app::up(&context.tools()?, &destination, &args.path, options)
        .await
        .map_err(|error| CommandError::from(error).while_trying_to("bring the app up"))?;
    context.reporter.event(&summary(&running, &destination, begun.elapsed()));
    show_url(&running, &args, context)
}

async fn watch(args: &Args, options: UpOptions, context: &Context) -> Result<(), CommandError> {
    let spectator = Spectator { args, context, was_up: AtomicBool::new(false) };
    // Nobody is asked: clusters elsewhere are not watched.
    let destination = args.place.unasked(context);
    app::watch(&context.tools()?, &spectator, &destination, &args.path, options)
        .await
        .map_err(|error| CommandError::from(error).while_trying_to("bring the app up"))
}

/// Tells the person at the terminal how the rounds of a watch end.
struct Spectator<'a> {
    args: &'a Args,
    context: &'a Context,
    was_up: AtomicBool,
}

impl Audience for Spectator<'_> {
    fn up(&self, running: &Running, took: Duration) {
        if self.was_up.swap(true, Ordering::Relaxed) {
            let text = format!("App `{}` is up again after {:.1} s.", running.name, took.as_secs_f64());
            self.context.reporter.event(&Event::Note { text });
            return;
        }
        self.context.reporter.event(&Event::Summary {
            text: format!("App `{}` is up after {:.1} s.", running.name, took.as_secs_f64()),
            facts: facts(running),
            next: vec![("Ctrl-C".to_owned(), "end the watch; the app stays".to_owned())],
        });
        // A standard output that is gone takes no lines of the app either.
        let _ = show_url(running, self.args, self.context);
    }

    fn failed(&self, error: UpError) {
        let error = CommandError::from(error).while_trying_to("bring the app up");
        self.context.reporter.event(&error.event(&self.context.invocation()));
        self.context.reporter.event(&Event::Note { text: "Waiting for the next change.".to_owned() });
    }
}

fn show_url(running: &Running, args: &Args, context: &Context) -> Result<(), CommandError> {
    let Some(Ok(url)) = &running.url else { return Ok(()) };
    if !args.no_open {
        app::open_in_browser(url);
    }
    // As JSON the summary has carried it.
    if context.output.is_text() { write_line(url) } else { Ok(()) }
}

fn facts(running: &Running) -> Vec<(String, String)> {
    match &running.url {
        Some(Ok(url)) => vec![("URL".to_owned(), url.clone())],
        Some(Err(reason)) => vec![("No URL".to_owned(), reason.clone())],
        None => Vec::new(),
    }
}

fn summary(running: &Running, destination: &Destination, took: Duration) -> Event {
    let command = |words: String| match destination {
        Destination::Cluster(name) if name == "dev" => format!("devcluster {words}"),
        Destination::Cluster(name) => format!("devcluster --name {name} {words}"),
        Destination::Context(name) => format!("devcluster {words} --context {name}"),
    };
    Event::Summary {
        text: format!("App `{}` is up after {:.1} s.", running.name, took.as_secs_f64()),
        facts: facts(running),
        next: vec![
            (command(format!("logs {} -f", running.name)), "follow its output".to_owned()),
            (command("up".to_owned()), "after an edit: again".to_owned()),
            (command("down".to_owned()), "remove it".to_owned()),
        ],
    }
}
