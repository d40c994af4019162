//! From sources to the objects that they hold.

use std::path::Path;
use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::{ManifestSource, chart, files, kustomize};
use crate::app::AppError;
use crate::cluster::{Document, Served, parse_manifest};
use crate::download::download_text;
use crate::engine::Engine;
use crate::report::Reporter;

/// What it takes to render: programs run in containers of the engine.
#[derive(Clone)]
pub struct Tools {
    pub engine: Arc<dyn Engine>,
    pub reporter: Arc<dyn Reporter>,
    pub interrupt: CancellationToken,
}

#[cfg(test)]
impl Tools {
    /// With an engine that has nothing.
    pub fn for_tests() -> Self {
        Self {
            engine: Arc::new(crate::engine::double::EngineDouble::default()),
            reporter: Arc::new(crate::report::SilentReporter),
            interrupt: CancellationToken::new(),
        }
    }
}

/// All objects of `sources`, in their order; an error where one of them holds none. Errors name files relative to
/// `base`. `served` is what the cluster that they are for has; charts ask for it.
pub async fn manifests(
    tools: &Tools,
    sources: &[ManifestSource],
    base: &Path,
    served: Option<&Served>,
) -> Result<Vec<Document>, AppError> {
    let mut documents = Vec::new();
    for source in sources {
        let found = match source {
            ManifestSource::Text { name, text } => parse_manifest(name, text)?,
            ManifestSource::Path(path) => files::read(path, base)?,
            ManifestSource::Url(url) => parse_manifest(url, &download(tools, url).await?)?,
            ManifestSource::Kustomization(folder) => kustomize::render(tools, folder).await?,
            ManifestSource::Chart(chart) => chart::render(tools, chart, served).await?,
        };
        if found.is_empty() {
            return Err(AppError::NoManifests { path: source.name().into() });
        }
        documents.extend(found);
    }
    Ok(documents)
}

async fn download(tools: &Tools, url: &str) -> Result<String, AppError> {
    let text = tools.interrupt.run_until_cancelled(download_text(url)).await;
    Ok(text.ok_or(AppError::Interrupted)??)
}
