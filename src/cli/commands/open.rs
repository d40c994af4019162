//! `devcluster open`.

use std::path::Path;
use std::time::Duration;

use serde::Serialize;

use super::service;
use crate::app::{self, App};
use crate::cli::{CommandError, Context};

/// Open a service in the browser, where there is one, and print its URL
#[derive(clap::Args)]
pub struct Args {
    /// Name of the service [default: that of the app in this folder]
    #[arg(id = "service", value_name = "NAME")]
    name: Option<String>,
    /// Its namespace
    #[arg(long, short)]
    namespace: Option<String>,
}

#[derive(Serialize)]
struct Opened {
    url: String,
}

/// A pod that was just started needs a moment; one that does not come is told.
const WAIT: Duration = Duration::from_secs(30);

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    let (namespace, name) = match args.name {
        Some(name) => (args.namespace.unwrap_or_else(|| "default".to_owned()), name),
        None => of_this_folder()?,
    };
    let (_, url) = service::look_up(context, &namespace, &name, WAIT, true).await?;
    let url = url?;
    app::open_in_browser(&url);
    context.output.print(&Opened { url }, |opened| opened.url.clone())
}

fn of_this_folder() -> Result<(String, String), CommandError> {
    let no_service = || {
        CommandError::new(crate::fault::Kind::User, "the app in this folder has no service")
            .hint("name one: `devcluster open flask-api-service`; `devcluster kubectl -- get services -A` shows all")
    };
    App::load(Path::new("."))?.service.ok_or_else(no_service)
}
