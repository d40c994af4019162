//! `devcluster port remove`.

use crate::cli::{CommandError, Context};
use crate::cluster::require_there;
use crate::config::PortKey;
use crate::steps;

/// Free ports of this host again
#[derive(clap::Args)]
pub struct Args {
    /// HOSTPORT[/udp]
    #[arg(required = true, value_name = "PORT")]
    ports: Vec<PortKey>,
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    let engine = context.engine.as_ref();
    let change = async |interrupt: &_| {
        let state = require_there(engine, &context.cluster_name()).await?;
        steps::remove_ports(engine, &context.reporter, &state, &args.ports, interrupt).await
    };
    context.alone(change).await.map_err(|error| error.while_trying_to("remove the ports; all are kept"))
}
