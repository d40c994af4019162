//! `devcluster logs --since` and its like: what was written, of pods that are gone too.

use std::io::{BufWriter, ErrorKind, StdoutLock, Write};
use std::path::Path;

use time::format_description::well_known::Rfc3339;

use super::Args;
use crate::app::{AppFile, Target};
use crate::cli::output::Output;
use crate::cli::{CommandError, Context};
use crate::logs::{self, Line, LogsError, Scope, Search, Source};
use crate::report::Event;
use crate::yaml;

const DEFAULT_NAMESPACE: &str = "default";

/// Why no more lines are wanted.
enum Ended {
    /// The reader of our output has closed it.
    Closed,
    Failed(CommandError),
}

impl From<LogsError> for Ended {
    fn from(error: LogsError) -> Self {
        Self::Failed(error.into())
    }
}

pub(super) async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    let wanted = wanted(&args, Path::new("."))?;
    let tools = context.tools()?;
    let target = Target::find(context.engine.as_ref(), &args.place.destination(context), false).await?;
    let mut printer = Printer::new(context.output, args.timestamps, wanted.scope == Scope::Everything);
    let work = logs::search(&target.kube, &wanted, |line| printer.print(&line));
    let found = match tools.interrupt.run_until_cancelled(work).await {
        Some(Err(Ended::Closed)) => return Ok(()),
        Some(Err(Ended::Failed(error))) => return Err(error),
        Some(Ok(found)) => found,
        None => return Err(CommandError::interrupted()),
    };
    printer.finish()?;
    if found == 0 {
        let text = "nothing was found; lines of the last seconds may still be on their way".to_owned();
        context.reporter.event(&Event::Note { text });
    }
    Ok(())
}

/// What the arguments ask for. Where they name neither app nor place, it is the app in this folder, if there is one.
fn wanted(args: &Args, folder: &Path) -> Result<Search, CommandError> {
    let asked = &args.search;
    let names_place = args.namespace.is_some() || asked.all_namespaces || asked.node.is_some();
    let (mut namespace, mut app) = (args.namespace.clone(), args.app.clone());
    if app.is_none() && !names_place && asked.selector.is_empty() && AppFile::is_in(folder) {
        let (of_file, name) = AppFile::named_or_here(None, None, folder)?;
        (namespace, app) = (Some(of_file), Some(name));
    }
    let is_everywhere = asked.all_namespaces || (asked.node.is_some() && namespace.is_none());
    let scope = match namespace {
        _ if is_everywhere => Scope::Everything,
        namespace => Scope::Namespace(namespace.unwrap_or_else(|| DEFAULT_NAMESPACE.to_owned())),
    };
    Ok(Search {
        scope,
        app,
        labels: asked.selector.clone(),
        node: asked.node.clone(),
        pattern: asked.grep.clone(),
        since: asked.since,
        newest: args.tail.try_into().ok(),
    })
}

/// Prints lines as they come.
struct Printer {
    stdout: BufWriter<StdoutLock<'static>>,
    output: Output,
    timestamps: bool,
    namespaces: bool,
}

impl Printer {
    fn new(output: Output, timestamps: bool, namespaces: bool) -> Self {
        Self { stdout: BufWriter::new(std::io::stdout().lock()), output, timestamps, namespaces }
    }

    fn print(&mut self, line: &Line) -> Result<(), Ended> {
        let text = match self.output {
            Output::Table | Output::Wide => Ok(text(line, self.timestamps, self.namespaces)),
            // One a line, so that programs need not wait for the last.
            Output::Json => serde_json::to_string(line).map_err(CommandError::internal),
            Output::Yaml => yaml::render(&[line]).map_err(CommandError::internal),
        };
        let text = text.map_err(Ended::Failed)?;
        writeln!(self.stdout, "{}", text.trim_end_matches('\n')).map_err(ended)
    }

    fn finish(mut self) -> Result<(), CommandError> {
        match self.stdout.flush().map_err(ended) {
            Err(Ended::Failed(error)) => Err(error),
            Ok(()) | Err(Ended::Closed) => Ok(()),
        }
    }
}

fn ended(error: std::io::Error) -> Ended {
    if error.kind() == ErrorKind::BrokenPipe { Ended::Closed } else { Ended::Failed(CommandError::internal(error)) }
}

/// `[pod/web-1/web] text`, as kubectl prints lines of several pods.
fn text(line: &Line, timestamps: bool, namespaces: bool) -> String {
    let source = match &line.source {
        Source::Pod { namespace, pod, container, .. } if namespaces => format!("{namespace}/pod/{pod}/{container}"),
        Source::Pod { pod, container, .. } => format!("pod/{pod}/{container}"),
        Source::Program { program } => format!("node/{}/{program}", line.node),
    };
    let time = timestamps.then(|| line.time.format(&Rfc3339).ok()).flatten();
    let time = time.map(|time| format!("{time} ")).unwrap_or_default();
    format!("[{source}] {time}{}", line.text)
}
