//! `devcluster dashboard`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;

use crate::app::{self, AppFile};
use crate::cli::{CommandError, Context};
use crate::cluster::require_api;
use crate::dashboard::{self, Options};

/// Show the cluster in the browser, until Ctrl-C
#[derive(clap::Args)]
pub struct Args {
    /// Folder of an app that the page can bring up [default: the current one, if it has a devcluster.yaml]
    path: Option<PathBuf>,
    /// Port of this machine [default: 8010, or another if that is taken]
    #[arg(long)]
    port: Option<u16>,
    /// Do not open a browser
    #[arg(long)]
    no_open: bool,
}

#[derive(Serialize)]
struct Shown {
    url: String,
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    let app = app(args.path.as_deref())?;
    let tools = context.tools()?;
    let state = require_api(context.engine.as_ref(), &context.cluster_name()).await?;
    let invocation = context.invocation();
    let in_hint = Arc::new(move |hint: &str| invocation.in_hint(hint));
    let mut printed = Ok(());
    let shown = dashboard::run(&tools, &state, Options { port: args.port, app, in_hint }, |url| {
        printed = context.output.print(&Shown { url: url.to_owned() }, |shown| shown.url.clone());
        if !args.no_open {
            app::open_in_browser(url);
        }
    });
    shown.await.map_err(|error| CommandError::from(error).while_trying_to("show the dashboard"))?;
    printed
}

fn app(path: Option<&Path>) -> Result<Option<AppFile>, CommandError> {
    let here = Path::new(".");
    match path {
        Some(path) => Ok(Some(AppFile::read(path)?)),
        None if AppFile::is_in(here) => Ok(Some(AppFile::read(here)?)),
        None => Ok(None),
    }
}
