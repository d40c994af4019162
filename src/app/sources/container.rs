//! A program of an image, run once on files of this machine, in a container that goes whichever way this ends.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use time::OffsetDateTime;

use super::Tools;
use crate::app::AppError;
use crate::engine::{ContainerSpec, Engine, EngineError, ExecRequest, Labels, Privileges, TemporaryContainer, bytes};

/// Marks our containers that run a program once. They belong to no cluster.
const LABEL: &str = "dev.devcluster.tool";

/// Longer than it takes from making a container to starting it.
const BEGINNING: Duration = Duration::from_mins(1);

/// What is to be run.
pub struct Run<'a> {
    pub image: String,
    /// Keeps the container there meanwhile, and ends by itself some day.
    pub idle: &'a [&'a str],
    pub command: Vec<String>,
    /// A tar archive, unpacked at the container's root.
    pub files: Vec<u8>,
}

/// Runs it; its standard output, or its standard error where it failed.
pub async fn run(tools: &Tools, request: Run<'_>) -> Result<Result<String, String>, AppError> {
    remove_forgotten(&*tools.engine).await?;
    // Not to be cut off: the engine would go on with what nobody then removes.
    let container = TemporaryContainer::create(&tools.engine, &spec(&request)).await?;
    let work = async {
        tools.engine.upload(container.name(), "/", bytes(request.files)).await?;
        tools.engine.start_container(container.name()).await?;
        let words: Vec<&str> = request.command.iter().map(String::as_str).collect();
        tools.engine.exec(ExecRequest::new(container.name(), &words)).await
    };
    let output = tools.interrupt.run_until_cancelled(work).await;
    // The failure itself is what is told; a container that can't be removed is, where there is none.
    let removed = container.remove().await;
    let output = output.ok_or(AppError::Interrupted)??;
    removed?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ok(if output.exit_code == 0 { Ok(text(&output.stdout)) } else { Err(text(&output.stderr).trim().to_owned()) })
}

/// A container of an image that is never run: for a look at its files.
pub fn still(image: String) -> ContainerSpec {
    // Images of files alone have no command, without which the engine makes no container.
    spec(&Run { image, idle: &["/nothing"], command: Vec::new(), files: Vec::new() })
}

fn spec(request: &Run<'_>) -> ContainerSpec {
    let nanoseconds = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().subsec_nanos();
    ContainerSpec {
        name: format!("devcluster-tool-{}-{nanoseconds}", std::process::id()),
        image: request.image.clone(),
        entrypoint: request.idle.iter().map(|&word| word.to_owned()).collect(),
        labels: BTreeMap::from([(LABEL.to_owned(), String::new())]),
        privileges: Privileges::None,
        ..ContainerSpec::default()
    }
}

/// Those of a process that was killed end by themselves, if they began; then nobody uses them any more.
async fn remove_forgotten(engine: &dyn Engine) -> Result<(), EngineError> {
    let labels = Labels::from([(LABEL.to_owned(), String::new())]);
    let before = OffsetDateTime::now_utc() - BEGINNING;
    for container in engine.containers(&labels).await? {
        let is_old = container.created.is_some_and(|created| created < before);
        if is_old && !container.is_running() {
            engine.remove_container(&container.name).await?;
        }
    }
    Ok(())
}
