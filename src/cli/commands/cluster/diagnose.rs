//! `devcluster diagnose`.

use std::path::{Path, PathBuf};

use crate::cli::{CommandError, Context};
use crate::cluster::{Depth, cluster_status, diagnose, require_there};
use crate::doctor::{findings, gather};
use crate::fault::Kind;
use crate::paths;
use crate::report::{Event, Step};

/// Write everything that a bug report needs into a folder, secrets left out
///
/// Logs of agent, kubelet, containerd and the system pods, the nodes' configuration without keys, the objects of the
/// API server without Secrets, ConfigMaps and values of environment variables, `status` and `doctor`. Works on clusters
/// that are stopped or broken, too.
#[derive(clap::Args)]
pub struct Args {
    /// A folder that is empty or not there yet
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    let (engine, name) = (context.engine.as_ref(), context.cluster_name());
    let state = require_there(engine, &name).await?;
    require_empty(&args.folder)?;
    let step = Step::start(&context.reporter, "gather logs, configuration and objects");
    let kubeconfig = paths::kubeconfig();
    let (mut files, status, facts) =
        tokio::join!(diagnose(engine, &state), cluster_status(engine, &name, &kubeconfig, Depth::Full), gather(engine));
    let version = format!("devcluster {}\n", env!("CARGO_PKG_VERSION"));
    files.insert("version.txt".to_owned(), version.into_bytes());
    files.insert("doctor.json".to_owned(), json(&findings(&facts))?);
    files.insert("status.json".to_owned(), json(&status?)?);
    for (path, content) in &files {
        write(&args.folder.join(path), content)?;
    }
    step.done_with(format!("{} files", files.len()));
    let text = format!("All is in {}; look through it before you hand it on.", args.folder.display());
    context.reporter.event(&Event::Note { text });
    Ok(())
}

fn require_empty(folder: &Path) -> Result<(), CommandError> {
    if std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) {
        let error = CommandError::new(Kind::User, format!("folder `{}` is not empty", folder.display()));
        return Err(error.hint("name another folder: `devcluster diagnose DIR`"));
    }
    Ok(())
}

fn json(value: &impl serde::Serialize) -> Result<Vec<u8>, CommandError> {
    serde_json::to_vec_pretty(value).map_err(CommandError::internal)
}

fn write(path: &Path, content: &[u8]) -> Result<(), CommandError> {
    let written = path.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| std::fs::write(path, content));
    written.map_err(|source| {
        let error = CommandError::new(Kind::Environment, format!("`{}` can't be written: {source}", path.display()));
        error.hint("name a folder that you may write to: `devcluster diagnose DIR`")
    })
}
