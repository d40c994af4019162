//! `devcluster apply`.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::app::{self, AppFile, Chart, ManifestSource, Target, Tools};
use crate::cli::destination::ChangedContextArgs;
use crate::cli::{CommandError, Context, duration};
use crate::cluster::{self, Applied, ApplySet};

/// Apply manifests: all of them are checked before the first is changed
#[derive(clap::Args)]
pub struct Args {
    /// Files, folders, URLs, or - for standard input; a folder with a devcluster.yaml is an app, as a whole [default:
    /// the app in this folder]
    #[arg(value_name = "PATH")]
    paths: Vec<String>,
    /// The same, as kubectl has it
    #[arg(long = "filename", short = 'f', value_name = "PATH")]
    files: Vec<String>,
    /// Folders with a kustomization.yaml
    #[arg(long, short, value_name = "DIR")]
    kustomize: Vec<PathBuf>,
    /// A Helm chart: its folder, or a packed one
    #[arg(long, value_name = "CHART")]
    chart: Option<PathBuf>,
    /// Name of the chart's release [default: the name of its folder or file]
    #[arg(long, value_name = "NAME", requires = "chart")]
    release: Option<String>,
    /// Files with values of the chart
    #[arg(long, value_name = "FILE", requires = "chart")]
    values: Vec<PathBuf>,
    /// Single values of the chart
    #[arg(long, value_name = "KEY=VALUE", requires = "chart")]
    set: Vec<String>,
    /// Namespace of objects that name none
    #[arg(long, short, default_value = "default")]
    namespace: String,
    /// Apply all of it as the app NAME: `down --app NAME` removes it
    #[arg(long, value_name = "NAME")]
    app: Option<String>,
    /// Remove what was applied as this app before and is no longer there
    #[arg(long, requires = "app")]
    prune: bool,
    /// Wait until workloads run as their manifests say
    #[arg(long)]
    wait: bool,
    /// How long to wait: 90s, 3m
    #[arg(long, default_value = "120s", value_name = "DURATION", value_parser = duration::parse)]
    timeout: Duration,
    #[command(flatten)]
    place: ChangedContextArgs,
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    let fail = |error: CommandError| error.while_trying_to("apply the manifests");
    let whole_app = folder_of_app(&args).map(|folder| AppFile::read(&folder)).transpose();
    let whole_app = whole_app.map_err(|error| fail(error.into()))?;
    // Standard input is read while Ctrl-C still ends the process.
    let sources = sources(&args)?;
    let tools = context.tools()?;
    let destination = args.place.destination("apply the manifests", context)?;
    let target = Target::find(context.engine.as_ref(), &destination, false).await?;
    let applied = match whole_app {
        Some(file) => app::apply_app(&tools, &target, file).await.map_err(|error| fail(error.into()))?,
        None => apply(&args, &sources, &tools, &target).await.map_err(fail)?,
    };
    context.output.print(&applied, |applied| applied.iter().map(Applied::line).collect::<Vec<_>>().join("\n"))?;
    if args.wait {
        app::wait_for(&tools, &target, &applied, args.timeout).await.map_err(|error| fail(error.into()))?;
    }
    Ok(())
}

/// The folder of the app that is applied as a whole: the only thing that is named, or this folder.
fn folder_of_app(args: &Args) -> Option<PathBuf> {
    let has_others = !args.kustomize.is_empty() || args.chart.is_some() || args.app.is_some();
    match (args.paths.as_slice(), args.files.as_slice()) {
        _ if has_others => None,
        ([], []) => Some(".".into()),
        ([only], []) | ([], [only]) => Some(PathBuf::from(only)).filter(|folder| AppFile::is_in(folder)),
        _ => None,
    }
}

async fn apply(
    args: &Args,
    sources: &[ManifestSource],
    tools: &Tools,
    target: &Target,
) -> Result<Vec<Applied>, CommandError> {
    let served = if args.chart.is_some() { Some(cluster::served(&target.kube).await?) } else { None };
    let documents = app::manifests(tools, sources, Path::new(""), served.as_ref()).await?;
    let work = async {
        match &args.app {
            Some(app) => {
                let set = ApplySet::of_app(app, &args.namespace);
                cluster::apply_set(&target.kube, &set, args.prune, &documents, &args.namespace, &|_| None).await
            }
            None => cluster::apply(&target.kube, &documents, &args.namespace, &|_| None).await,
        }
    };
    let applied = tools.interrupt.run_until_cancelled(work).await;
    Ok(applied.ok_or_else(CommandError::interrupted)??)
}

fn sources(args: &Args) -> Result<Vec<ManifestSource>, CommandError> {
    let mut sources = Vec::new();
    for word in args.files.iter().chain(&args.paths) {
        sources.push(source(word)?);
    }
    sources.extend(args.kustomize.iter().cloned().map(ManifestSource::Kustomization));
    sources.extend(args.chart.as_ref().map(|path| ManifestSource::Chart(chart(args, path))));
    Ok(sources)
}

fn source(word: &str) -> Result<ManifestSource, CommandError> {
    if word != "-" {
        return Ok(ManifestSource::of_word(word, Path::new("")));
    }
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).map_err(CommandError::internal)?;
    Ok(ManifestSource::Text { name: "standard input".to_owned(), text })
}

fn chart(args: &Args, path: &Path) -> Chart {
    let name = || {
        let whole = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        whole.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    };
    Chart {
        path: path.to_owned(),
        release: args.release.clone().unwrap_or_else(|| Chart::release_of(&name())),
        namespace: args.namespace.clone(),
        values: args.values.clone(),
        set: args.set.clone(),
    }
}
