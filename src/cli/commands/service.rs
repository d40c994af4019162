//! `devcluster service`.

use std::time::Duration;

use serde::Serialize;

use crate::cli::output::write_line;
use crate::cli::table::table;
use crate::cli::{CommandError, Context, interrupt};
use crate::cluster::{self, PortInfo, ServiceInfo};
use crate::fault::Fault;
use crate::steps;

/// Show a service and the URL at which it answers
#[derive(clap::Args)]
pub struct Args {
    /// Name of the service
    #[arg(id = "service", value_name = "NAME")]
    pub name: String,
    /// Its namespace
    #[arg(long, short, default_value = "default")]
    pub namespace: String,
    /// Print the URL and nothing else
    #[arg(long)]
    url: bool,
    /// Seconds to wait for a ready pod behind it
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    wait: u64,
}

#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    service: ServiceInfo,
    url: Option<String>,
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    let wait = Duration::from_secs(args.wait);
    let (service, url) = look_up(context, &args.namespace, &args.name, wait, args.url).await?;
    if args.url && context.output.is_text() {
        return write_line(&url?);
    }
    let note = url.as_ref().err().map(|error| no_url(error, context)).unwrap_or_default();
    context.output.print(&Shown { service, url: url.ok() }, |shown| text(shown, &note))
}

/// Finds a service and its URL, or why it has none; `publish` leads a host port to it where nothing else does.
pub async fn look_up(
    context: &Context,
    namespace: &str,
    name: &str,
    wait: Duration,
    publish: bool,
) -> Result<(ServiceInfo, Result<String, cluster::ServiceError>), CommandError> {
    let engine = context.engine.as_ref();
    let state = cluster::require_running(engine, &context.cluster_name()).await?;
    let kube = cluster::connect(engine, &state).await?;
    let service = cluster::find_service(&kube, namespace, name).await?;
    if !wait.is_zero() {
        cluster::wait_for_endpoints(&kube, &service, wait).await?;
    }
    let interrupt = interrupt::token()?;
    let url = steps::reach_service(engine, &context.reporter, &state, &service, publish, &interrupt).await?;
    Ok((service, url))
}

fn no_url(error: &cluster::ServiceError, context: &Context) -> String {
    let hint = error.hint().map(|hint| format!("\nhint: {}", context.invocation().in_hint(&hint)));
    format!("{error}{}", hint.unwrap_or_default())
}

fn text(shown: &Shown, note: &str) -> String {
    let service = &shown.service;
    let row = |(index, port): (usize, &PortInfo)| {
        let url = if index == 0 { shown.url.clone().unwrap_or_else(|| "-".to_owned()) } else { String::new() };
        vec![service.namespace.clone(), service.name.clone(), service.kind.clone(), describe(port), url]
    };
    let rows = table(&["NAMESPACE", "NAME", "TYPE", "PORT", "URL"], service.ports.iter().enumerate().map(row));
    if note.is_empty() { rows } else { format!("{rows}\n\n{note}") }
}

/// `80 -> 5000 (node port 30123)`.
fn describe(port: &PortInfo) -> String {
    let name = port.name.as_ref().map(|name| format!("{name} ")).unwrap_or_default();
    let protocol = if port.protocol == "TCP" { String::new() } else { format!("/{}", port.protocol) };
    let node_port = port.node_port.map(|number| format!(" (node port {number})")).unwrap_or_default();
    format!("{name}{}{protocol} -> {}{node_port}", port.port, port.target)
}
