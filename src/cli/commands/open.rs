//! `devcluster open`.

use std::path::Path;
use std::time::Duration;

use serde::Serialize;

use crate::app::{self, AppFile, Opening, Target, Tools};
use crate::cli::destination::ContextArgs;
use crate::cli::{CommandError, Context};
use crate::cluster::{self, ApplySet, ServiceInfo};

/// Open an app in the browser, where there is one, and print its URL
#[derive(clap::Args)]
pub struct Args {
    /// Name of the app or of a service [default: the app in this folder]
    #[arg(id = "service", value_name = "NAME")]
    name: Option<String>,
    /// Its namespace
    #[arg(long, short)]
    namespace: Option<String>,
    #[command(flatten)]
    place: ContextArgs,
}

#[derive(Serialize)]
struct Opened {
    url: String,
}

/// A pod that was just started needs a moment; one that does not come is told.
const WAIT: Duration = Duration::from_secs(30);

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    let tools = context.tools()?;
    let file = if args.name.is_none() { Some(AppFile::read(Path::new("."))?) } else { None };
    let target = Target::find(context.engine.as_ref(), &args.place.destination(context), false).await?;
    let (service, open) = find(&args, file, &target).await?;
    let url = url(&tools, &target, service, &open).await?;
    app::open_in_browser(&url);
    context.output.print(&Opened { url }, |opened| opened.url.clone())
}

async fn find(args: &Args, file: Option<AppFile>, target: &Target) -> Result<(ServiceInfo, Opening), CommandError> {
    let (mut set, open) = match (&args.name, file) {
        (None, Some(file)) => (file.set(), file.open),
        (name, _) => {
            let app = name.clone().unwrap_or_default();
            (ApplySet::of_app(app, "default"), Opening::default())
        }
    };
    set.namespace = args.namespace.clone().unwrap_or(set.namespace);
    let name = open.service.as_ref().unwrap_or(&set.name);
    Ok((cluster::find_service_of(&target.kube, &set, name).await?, open))
}

async fn url(tools: &Tools, target: &Target, service: ServiceInfo, open: &Opening) -> Result<String, CommandError> {
    let work = async {
        cluster::wait_for_endpoints(&target.kube, &service, WAIT).await?;
        Ok(app::url_of(tools, target, service, open, true).await??)
    };
    tools.interrupt.run_until_cancelled(work).await.unwrap_or_else(|| Err(CommandError::interrupted()))
}
