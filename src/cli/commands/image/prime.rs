//! `devcluster image prime`: what a load of whole images leaves to be done in the background.

use std::process::{Command, Stdio};

use crate::app;
use crate::cli::{CommandError, Context};
use crate::cluster::require_there;
use crate::image::transfer::{self, Loaded, Way};

/// Let the cluster's registry know images that are on the nodes already
#[derive(clap::Args)]
#[group(id = "prime")]
pub struct Args {
    #[arg(required = true, value_name = "IMAGE")]
    images: Vec<String>,
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    let state = require_there(context.engine.as_ref(), &context.cluster_name()).await?;
    let Some(registry) = app::registry_of(&state) else { return Ok(()) };
    let primed = transfer::prime(context.engine.as_ref(), &registry, &args.images).await;
    primed.map_err(|error| CommandError::from(error).while_trying_to("send images to the cluster's registry"))
}

/// Has images sent to the registry by a process of its own: the engine compresses them, which takes longer than their
/// load, and nobody waits for it. Where that process ends early, the next load is slower and nothing else.
pub fn prime_later(cluster: &str, loaded: &Loaded) {
    if !matches!(loaded.way, Way::Whole) || loaded.sent_to.is_empty() {
        return;
    }
    let Ok(program) = std::env::current_exe() else { return };
    let names = loaded.images.iter().map(|image| image.reference.short());
    let mut command = Command::new(program);
    command.args(["--quiet", "--name", cluster, "image", "prime"]).args(names);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    detach(&mut command);
    // Without it later loads are slower.
    let _ = command.spawn();
}

/// Ctrl-C at the terminal is not meant for it.
#[cfg(unix)]
fn detach(command: &mut Command) {
    std::os::unix::process::CommandExt::process_group(command, 0);
}

#[cfg(not(unix))]
fn detach(_: &mut Command) {}
