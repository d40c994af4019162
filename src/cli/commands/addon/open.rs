//! `devcluster addon open`.

use std::time::Duration;

use serde::Serialize;

use crate::addon;
use crate::app::{self, Destination, Target};
use crate::cli::{CommandError, Context};
use crate::cluster;

/// Open what an addon shows in the browser, where there is one, and print its URL
#[derive(clap::Args)]
pub struct Args {
    /// Its name
    addon: String,
}

#[derive(Serialize)]
struct Opened {
    url: String,
}

const WAIT: Duration = Duration::from_secs(30);

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    let tools = context.tools()?;
    let target = Target::find(context.engine.as_ref(), &Destination::Cluster(context.cluster_name()), false).await?;
    let (service, open) = addon::open(&target.kube, &args.addon).await?;
    let work = async {
        cluster::wait_for_endpoints(&target.kube, &service, WAIT).await?;
        Ok::<_, CommandError>(app::url_of(&tools, &target, service, &open, true).await??)
    };
    let url = tools.interrupt.run_until_cancelled(work).await.unwrap_or_else(|| Err(CommandError::interrupted()))?;
    app::open_in_browser(&url);
    context.output.print(&Opened { url }, |opened| opened.url.clone())
}
