//! `devcluster config show`.

use std::path::PathBuf;

use serde_json::Value;

use crate::cli::{CommandError, Context};
use crate::cluster::{effective_config, require_there};
use crate::config::{self, Cluster, Overrides};
use crate::fault::Kind;
use crate::yaml;

/// Show a config with all defaults filled in
#[derive(clap::Args)]
pub struct Args {
    /// Config file [default: what the cluster was made of]
    file: Option<PathBuf>,
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    let text = match args.file {
        Some(file) => {
            let loaded = config::load(Some(&file), &Overrides { name: context.name.clone(), ..Overrides::default() })?;
            config::render(&loaded.cluster).map_err(CommandError::internal)?
        }
        None => {
            let engine = context.engine.as_ref();
            let state = require_there(engine, &context.cluster_name()).await?;
            let made_of = effective_config(engine, &state).await?.ok_or_else(|| unknown(&state.name))?;
            // Ports and nodes change while a cluster lives; their containers know them.
            let ports = state.published_ports().to_vec();
            let nodes = state.nodes.iter().map(|node| node.record.spec.clone()).collect();
            let cluster = Cluster { ports, nodes, ..config::load_rendered(&made_of)? };
            config::render(&cluster).map_err(CommandError::internal)?
        }
    };
    let value: Value = yaml::parse(&text).map_err(CommandError::internal)?;
    context.output.print(&value, |_| text)
}

fn unknown(cluster: &str) -> CommandError {
    CommandError::new(
        Kind::User,
        format!("cluster `{cluster}` does not know what it was made of: an older devcluster made it"),
    )
    .hint("show a file instead with `devcluster config show FILE`")
}
