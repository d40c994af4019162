//! A program of an image, run once on files of this machine, in a container that goes whichever way this ends.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Tools;
use crate::app::AppError;
use crate::engine::{ContainerSpec, ContainerState, Engine, EngineError, ExecRequest, Labels, Privileges, bytes};

/// Marks our containers that run a program once. They belong to no cluster.
const LABEL: &str = "dev.devcluster.tool";

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
    let container = OneTime::new(&tools.engine);
    let work = async {
        remove_forgotten(&*tools.engine).await?;
        tools.engine.create_container(&spec(&container.name, &request)).await?;
        tools.engine.upload(&container.name, "/", bytes(request.files)).await?;
        tools.engine.start_container(&container.name).await?;
        let words: Vec<&str> = request.command.iter().map(String::as_str).collect();
        tools.engine.exec(ExecRequest::new(&container.name, &words)).await
    };
    let output = tools.interrupt.run_until_cancelled(work).await;
    // The failure itself is what is told; a container that can't be removed is, where there is none.
    let removed = container.remove().await;
    let output = output.ok_or(AppError::Interrupted)??;
    removed?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ok(if output.exit_code == 0 { Ok(text(&output.stdout)) } else { Err(text(&output.stderr).trim().to_owned()) })
}

fn spec(name: &str, request: &Run<'_>) -> ContainerSpec {
    ContainerSpec {
        name: name.to_owned(),
        image: request.image.clone(),
        entrypoint: request.idle.iter().map(|&word| word.to_owned()).collect(),
        labels: BTreeMap::from([(LABEL.to_owned(), String::new())]),
        privileges: Privileges::None,
        ..ContainerSpec::default()
    }
}

/// Those of a process that was killed end by themselves; then nobody uses them any more.
async fn remove_forgotten(engine: &dyn Engine) -> Result<(), EngineError> {
    let labels = Labels::from([(LABEL.to_owned(), String::new())]);
    for container in engine.containers(&labels).await? {
        if container.state == ContainerState::Exited {
            engine.remove_container(&container.name).await?;
        }
    }
    Ok(())
}

/// A container that exists until `remove`, or until it is dropped.
struct OneTime {
    engine: Arc<dyn Engine>,
    name: String,
    removed: bool,
}

impl OneTime {
    fn new(engine: &Arc<dyn Engine>) -> Self {
        let nanoseconds = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        let name = format!("devcluster-tool-{}-{}", std::process::id(), nanoseconds.subsec_nanos());
        Self { engine: Arc::clone(engine), name, removed: false }
    }

    async fn remove(mut self) -> Result<(), EngineError> {
        self.removed = true;
        self.engine.remove_container(&self.name).await
    }
}

impl Drop for OneTime {
    fn drop(&mut self) {
        if self.removed {
            return;
        }
        let (engine, name) = (Arc::clone(&self.engine), std::mem::take(&mut self.name));
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                if let Err(error) = engine.remove_container(&name).await {
                    tracing::warn!(%name, %error, "a container that has done its work is left");
                }
            });
        }
    }
}
