//! Text files inside an image of the engine.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use futures::TryStreamExt;

use super::Tools;
use super::container::still;
use crate::app::AppError;
use crate::engine::TemporaryContainer;

/// The YAML files at `path` of an image, or below it, by their paths.
pub async fn files_of_image(tools: &Tools, image: &str, path: &str) -> Result<BTreeMap<String, String>, AppError> {
    let container = TemporaryContainer::create(&tools.engine, &still(image.to_owned())).await?;
    let archive = async {
        let stream = tools.engine.download(container.name(), path).await?;
        stream
            .try_fold(Vec::new(), |mut all, chunk| async move {
                all.extend_from_slice(&chunk);
                Ok(all)
            })
            .await
    }
    .await;
    let removed = container.remove().await;
    let archive = archive?;
    removed?;
    unpack(&archive).map_err(|source| AppError::Unreadable { path: format!("{image}:{path}").into(), source })
}

fn unpack(archive: &[u8]) -> Result<BTreeMap<String, String>, std::io::Error> {
    let mut files = BTreeMap::new();
    for entry in tar::Archive::new(archive).entries()? {
        let mut entry = entry?;
        let path = entry.path()?.into_owned();
        let is_yaml = path.extension().is_some_and(|end| end == "yaml" || end == "yml");
        if is_yaml && entry.header().entry_type().is_file() {
            let mut text = String::new();
            entry.read_to_string(&mut text)?;
            files.insert(name(&path), text);
        }
    }
    Ok(files)
}

fn name(path: &Path) -> String {
    path.display().to_string()
}
