//! `devcluster config show`.

use std::path::PathBuf;

use serde_json::Value;

use crate::cli::{CommandError, Context};
use crate::cluster::{effective_config, require_there};
use crate::config::{self, Overrides};
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
            effective_config(engine, &require_there(engine, &context.cluster_name()).await?).await?
        }
    };
    let value: Value = yaml::parse(&text).map_err(CommandError::internal)?;
    context.output.print(&value, |_| text)
}
