//! `devcluster image save`.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::app::choose_nodes;
use crate::cli::{CommandError, Context};
use crate::cluster::require_there;
use crate::fault::Kind;
use crate::image::node_store::{self, Saving, StoreError};
use crate::report::Step;

/// Save images that nodes have as an archive that `docker load` takes
#[derive(clap::Args)]
pub struct Args {
    /// Names of images
    #[arg(required = true, value_name = "IMAGE")]
    images: Vec<String>,
    /// The file to write; - is standard output
    #[arg(long, default_value = "-", value_name = "FILE")]
    to: PathBuf,
    /// The node to take them from [default: the first that has them]
    #[arg(long, value_name = "NAME")]
    node: Option<String>,
}

impl Args {
    fn is_to_stdout(&self) -> bool {
        self.to == Path::new("-")
    }

    /// Whether standard output carries data.
    pub fn prints_data(&self) -> bool {
        self.is_to_stdout()
    }
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    if args.is_to_stdout() && std::io::stdout().is_terminal() {
        let names = args.images.join(" ");
        return Err(CommandError::new(Kind::User, "an archive is nothing for a terminal").hint(format!(
            "write it to a file with `devcluster image save {names} --to image.tar`, or into the engine with `devcluster image save {names} | docker load`"
        )));
    }
    let fail =
        |error: StoreError| CommandError::from(error).while_trying_to(&format!("save `{}`", args.images.join("`, `")));
    let engine = context.engine.as_ref();
    let state = require_there(engine, &context.cluster_name()).await?;
    let nodes = choose_nodes(&state, args.node.as_deref())?;
    let there = node_store::list(engine, &nodes.running).await.map_err(fail)?;
    let saving = node_store::saving(engine, &there, &args.images).await.map_err(fail)?;
    let step = Step::start(&context.reporter, format!("save image {}", args.images.join(", ")));
    let saved = if args.is_to_stdout() {
        to_stdout(context, &saving, &step).await
    } else {
        to_file(context, &saving, &step, &args.to).await
    };
    saved.map_err(fail)?;
    step.done_with(format!("from {}", saving.origin.name()));
    Ok(())
}

async fn to_stdout(context: &Context, saving: &Saving, step: &Step) -> Result<(), StoreError> {
    let progress = |written: u64| step.bytes(written, saving.size.max(written));
    match node_store::save(context.engine.as_ref(), saving, &mut tokio::io::stdout(), progress).await {
        // Who reads has seen enough.
        Err(StoreError::Write(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        saved => saved,
    }
}

/// Under another name until it is whole; for its owner alone, as `docker save` has it.
async fn to_file(context: &Context, saving: &Saving, step: &Step, path: &Path) -> Result<(), StoreError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let partial =
        NamedTempFile::new_in(folder).map_err(|source| StoreError::NoFile { folder: folder.to_owned(), source })?;
    let mut file = tokio::fs::File::from_std(partial.reopen().map_err(StoreError::Write)?);
    let progress = |written: u64| step.bytes(written, saving.size.max(written));
    node_store::save(context.engine.as_ref(), saving, &mut file, progress).await?;
    partial.persist(path).map_err(|error| StoreError::Write(error.error))?;
    Ok(())
}
