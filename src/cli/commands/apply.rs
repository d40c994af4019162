//! `devcluster apply`.

use std::io::Read;
use std::path::{Path, PathBuf};

use crate::app::{self, ManifestSource};
use crate::cli::{CommandError, Context};
use crate::cluster::{self, Applied, Outcome};

/// Apply manifests: all of them are checked before the first is changed
#[derive(clap::Args)]
pub struct Args {
    /// Files, folders, or - for standard input
    #[arg(value_name = "PATH", required_unless_present = "files")]
    paths: Vec<PathBuf>,
    /// The same, as kubectl has it
    #[arg(long = "filename", short = 'f', value_name = "PATH")]
    files: Vec<PathBuf>,
    /// Namespace of objects that name none
    #[arg(long, short, default_value = "default")]
    namespace: String,
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    let sources: Result<Vec<_>, _> = args.files.iter().chain(&args.paths).map(|path| source(path)).collect();
    let fail = |error: CommandError| error.while_trying_to("apply the manifests");
    let documents = app::manifests(&sources?).map_err(|error| fail(error.into()))?;
    let state = cluster::require_api(context.engine.as_ref(), &context.cluster_name()).await?;
    let kube = cluster::connect(context.engine.as_ref(), &state).await?;
    let applied =
        cluster::apply(&kube, &documents, &args.namespace, &|_| None).await.map_err(|error| fail(error.into()))?;
    context.output.print(&applied, |applied| applied.iter().map(line).collect::<Vec<_>>().join("\n"))
}

fn source(path: &Path) -> Result<ManifestSource, CommandError> {
    if path != Path::new("-") {
        return Ok(ManifestSource::Path(path.to_owned()));
    }
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).map_err(CommandError::internal)?;
    Ok(ManifestSource::Text { name: "standard input".to_owned(), text })
}

/// As kubectl says it: `deployment.apps/app created`.
fn line(applied: &Applied) -> String {
    let group = if applied.group.is_empty() { String::new() } else { format!(".{}", applied.group) };
    let outcome = match applied.outcome {
        Outcome::Created => "created",
        Outcome::Configured => "configured",
        Outcome::Unchanged => "unchanged",
    };
    format!("{}{group}/{} {outcome}", applied.kind.to_lowercase(), applied.name)
}
