//! `devcluster image load`, and `devcluster load` for short.

use std::io::IsTerminal;
use std::time::Duration;

use crate::app::{self, Unprimed};
use crate::cli::{CommandError, Context};
use crate::cluster::{ClusterState, connect, require_running};
use crate::fault::Kind;
use crate::image::transfer::{Loaded, STANDARD_INPUT, Source, Wanted};

/// Bring images from the container engine, or from archive files, to all nodes
#[derive(clap::Args)]
pub struct Args {
    /// Names of images, or files made by `docker save` (also gzipped, also OCI layouts); - is an archive on standard input
    #[arg(required = true, value_name = "IMAGE|ARCHIVE")]
    sources: Vec<String>,
    /// The name of an archive's image that has none there, or only a tag
    #[arg(long = "as", value_name = "IMAGE")]
    name_as: Option<String>,
    /// Restart the workloads whose pods run an older image of that name, and wait until they are ready
    #[arg(long)]
    restart: bool,
    /// Seconds that they may take to become ready
    #[arg(long, default_value_t = 120, requires = "restart", value_name = "SECONDS")]
    timeout: u64,
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    if args.sources.iter().filter(|word| *word == "-").count() > 1 {
        return Err(CommandError::new(Kind::User, "standard input can be read once only"));
    }
    let state = require_running(context.engine.as_ref(), &context.cluster_name()).await?;
    let mut unprimed = Unprimed::default();
    let done = bring(&args, context, &state, &mut unprimed).await;
    unprimed.prime_later(&state.name);
    done
}

/// The images to the nodes, and pods up to date with them or a word on those that are not.
async fn bring(
    args: &Args,
    context: &Context,
    state: &ClusterState,
    unprimed: &mut Unprimed,
) -> Result<(), CommandError> {
    let (engine, reporter) = (context.engine.as_ref(), &context.reporter);
    if args.restart {
        let images = load_all(args, context, state, unprimed).await?;
        let timeout = Duration::from_secs(args.timeout);
        let restarted = app::restart_old_pods(engine, reporter, state, &images, timeout).await;
        return restarted.map_err(|error| CommandError::from(error).while_trying_to("bring pods up to date"));
    }
    // To connect takes a good part of the time that a load of a small change does.
    let kube = async { Ok(connect(engine, state).await) };
    let (images, kube) = tokio::try_join!(load_all(args, context, state, unprimed), kube)?;
    if let Ok(kube) = kube {
        app::tell_old_pods(engine, reporter, state, &images, &kube).await;
    }
    Ok(())
}

async fn load_all(
    args: &Args,
    context: &Context,
    state: &ClusterState,
    unprimed: &mut Unprimed,
) -> Result<Vec<Wanted>, CommandError> {
    let mut images = Vec::new();
    for word in &args.sources {
        let loaded = load(context, state, word, args.name_as.as_deref())
            .await
            .map_err(|error| error.while_trying_to(&format!("load `{word}`")))?;
        unprimed.add(&loaded);
        images.extend(loaded.images);
    }
    Ok(images)
}

async fn load(context: &Context, state: &ClusterState, word: &str, name: Option<&str>) -> Result<Loaded, CommandError> {
    let (engine, reporter) = (context.engine.as_ref(), &context.reporter);
    let stdin = std::io::stdin();
    match (word, app::source_of(word)) {
        ("-", _) if stdin.is_terminal() => {
            let error = CommandError::new(Kind::User, "standard input is a terminal, not an archive");
            Err(error.hint("lead one there with `docker save my-app:v1 | devcluster image load -`"))
        }
        ("-", _) => {
            Ok(app::load_archive(engine, reporter, state, STANDARD_INPUT.as_ref(), Some(Box::new(stdin)), name).await?)
        }
        (_, Source::Archive(path)) => Ok(app::load_archive(engine, reporter, state, &path, None, name).await?),
        (_, Source::Engine(_)) if name.is_some() => {
            let error =
                CommandError::new(Kind::User, format!("`{word}` is an image with a name, and `--as` is for archives"));
            Err(error.hint(format!("give it one more with `docker tag {word} my-app:v1`")))
        }
        (_, source) => Ok(app::load(engine, reporter, state, source).await?),
    }
}
