//! `devcluster addon enable`.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::addon::{self, AddonError, ChartSource, EnableOptions, Enabled, Lock, parse_setting};
use crate::cli::{CommandError, Context, duration};
use crate::cluster;
use crate::report::{Event, Reporter};

/// Enable addons, with all that they need; one that is enabled gets other settings, or is brought up to date
#[derive(clap::Args)]
pub struct Args {
    /// Their names (see `addon list`), or paths of folders such as ./my-addon
    #[arg(required_unless_present = "chart", conflicts_with = "chart", value_name = "ADDON")]
    addons: Vec<String>,
    /// A Helm chart as an addon: its folder, or a packed one (.tgz)
    #[arg(long, value_name = "PATH")]
    chart: Option<PathBuf>,
    /// Name of the addon that a chart becomes [default: the chart's]
    #[arg(long, requires = "chart", value_name = "NAME")]
    release: Option<String>,
    /// Namespace of a chart's objects
    #[arg(long, short, requires = "chart", default_value = "default")]
    namespace: String,
    /// File with values of a chart; later ones lie over earlier ones
    #[arg(long, requires = "chart", value_name = "FILE")]
    values: Vec<PathBuf>,
    /// Set an option of the addon (see `addon info`), or a value of the chart
    #[arg(long, value_name = "OPTION=VALUE", value_parser = parse_setting)]
    set: Vec<(String, String)>,
    /// How long each may take to be ready; 0 does not wait
    #[arg(long, default_value = "5m", value_name = "DURATION", value_parser = duration::parse)]
    timeout: Duration,
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    let begun = Instant::now();
    let engine = context.engine.as_ref();
    let tools = context.tools()?;
    let state = cluster::require_running(engine, &context.cluster_name()).await?;
    let kube = cluster::connect(engine, &state).await?;
    let options = EnableOptions { set: args.set, timeout: args.timeout, lock: Lock::Take };
    let enabled = match args.chart {
        Some(path) => {
            let chart = ChartSource { path, namespace: args.namespace, values: args.values };
            let name = args.release.as_deref();
            vec![addon::enable_chart(&tools, &state, &kube, name, chart, &options).await]
        }
        None => {
            if !options.set.is_empty() && args.addons.len() > 1 {
                let error = CommandError::new(crate::fault::Kind::User, "options are set of one addon at a time");
                return Err(error.hint("enable each by a command of its own"));
            }
            // One that fails is no reason to go without the others.
            let mut results = Vec::new();
            for word in &args.addons {
                results.push(addon::enable(&tools, &state, &kube, word, &options).await);
            }
            results
        }
    };
    report(&*context.reporter, enabled, Some(begun.elapsed()))
}

/// Says which addons are there; the error of the first that failed.
pub fn report(
    reporter: &dyn Reporter,
    results: Vec<Result<Vec<Enabled>, AddonError>>,
    took: Option<Duration>,
) -> Result<(), CommandError> {
    let mut failure = None;
    for result in results {
        match result {
            Ok(enabled) => enabled.into_iter().for_each(|addon| reporter.event(&summary(addon, took))),
            Err(error) => drop(failure.get_or_insert(error)),
        }
    }
    match failure {
        Some(error) => Err(CommandError::from(error).while_trying_to("enable the addon")),
        None => Ok(()),
    }
}

fn summary(addon: Enabled, took: Option<Duration>) -> Event {
    let took = took.map(|took| format!(" after {:.1} s", took.as_secs_f64())).unwrap_or_default();
    let notes = addon.notes.iter().flat_map(|notes| notes.lines());
    let next = notes.map(|line| match line.split_once("  # ") {
        Some((command, what)) => (command.trim_end().to_owned(), what.trim().to_owned()),
        None => (line.to_owned(), String::new()),
    });
    Event::Summary {
        text: format!("Addon `{}` is enabled{took}.", addon.name),
        facts: Vec::new(),
        next: next.collect(),
    }
}
