//! `devcluster port add`.

use crate::addon;
use crate::cli::{CommandError, Context};
use crate::cluster::require_there;
use crate::config::PortSpec;
use crate::steps;

/// Lead ports of this host to node ports or services
///
/// A node port: `8080:30080`. A service's port, by number or name: `8080:80@web`, `5353:dns@kube-system/kube-dns/udp`.
/// Only this host reaches them; `0.0.0.0:8080:30080` lets everyone. The service may come later. Connections through
/// the cluster's other host ports are cut. An addon's name stands for its service: `8080:80@ingress`.
#[derive(clap::Args)]
pub struct Args {
    /// [IP:]HOSTPORT:NODEPORT[/udp], or [IP:]HOSTPORT:PORT@[NAMESPACE/]SERVICE[/udp]
    #[arg(required = true, value_name = "PORT")]
    ports: Vec<PortSpec>,
}

pub async fn run(mut args: Args, context: &Context) -> Result<(), CommandError> {
    let engine = context.engine.as_ref();
    addon::lead_to_addons(&mut args.ports)?;
    let change = async |interrupt: &_| {
        let state = require_there(engine, &context.cluster_name()).await?;
        steps::add_ports(engine, &context.reporter, &state, &args.ports, interrupt).await
    };
    context.alone(change).await.map_err(|error| error.while_trying_to("publish the ports; those before are kept"))
}
