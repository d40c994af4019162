//! Kustomizations, rendered by kubectl's own kustomize: the host's kubectl, else that of the node image.

use std::path::Path;
use std::process::Stdio;

use tokio::process::Command;

use super::closure::closure;
use super::container::{Run, run};
use super::files::has_kustomization;
use super::{Tools, archive};
use crate::app::AppError;
use crate::cluster::{Document, kubectl_on_path, parse_manifest};
use crate::image::{Catalogue, ensure_image};

/// The image of nodes; kubectl is part of it.
const IMAGE: &str = "node";
const KUBECTL: &str = "/usr/local/bin/kubectl";

/// All objects of the kustomization in `folder`.
pub async fn render(tools: &Tools, folder: &Path) -> Result<Vec<Document>, AppError> {
    if !folder.is_dir() {
        return Err(AppError::NoManifest { path: folder.to_owned() });
    }
    if !has_kustomization(folder) {
        return Err(AppError::NoKustomization { path: folder.to_owned() });
    }
    let text = match kubectl_on_path() {
        Some(kubectl) => on_host(tools, &kubectl, folder).await?,
        None => in_container(tools, folder).await?,
    };
    Ok(parse_manifest(&folder.display().to_string(), &text)?)
}

async fn on_host(tools: &Tools, kubectl: &Path, folder: &Path) -> Result<String, AppError> {
    let mut command = Command::new(kubectl);
    command.arg("kustomize").arg(folder).stdin(Stdio::null()).kill_on_drop(true);
    let output = tools.interrupt.run_until_cancelled(command.output()).await.ok_or(AppError::Interrupted)?;
    let output = output.map_err(|source| AppError::Unreadable { path: kubectl.to_owned(), source })?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(AppError::Kustomization {
        path: folder.to_owned(),
        output: String::from_utf8_lossy(&output.stderr).trim().to_owned(),
    })
}

/// Bases may lie anywhere beside the folder, so all folders that it leads to go along, under the one that they share.
async fn in_container(tools: &Tools, folder: &Path) -> Result<String, AppError> {
    let catalogue = Catalogue::load()?.into();
    let image = ensure_image(&tools.engine, &tools.reporter, &catalogue, IMAGE, &tools.interrupt).await?;
    let closure = closure(folder)?;
    let command = [KUBECTL, "kustomize", &archive::inside(&closure.target)].into_iter().map(str::to_owned).collect();
    let entries = closure.folders.into_iter().map(|(name, path)| archive::Entry { name, path }).collect();
    let request = Run { image, idle: &["/bin/sleep", "900"], command, files: archive::pack(entries)? };
    run(tools, request).await?.map_err(|output| AppError::Kustomization { path: folder.to_owned(), output })
}
