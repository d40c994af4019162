//! Images by Dockerfile, built by the engine's classic builder, which every Docker engine has.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Mutex;

use super::Builder;
use super::archive;
use crate::engine::{BuildRequest, ByteStream, EngineError};
use crate::image::catalogue::{Folder, argument};
use crate::image::error::{ImageError, Result};
use crate::report::Step;

/// Build arguments that every Dockerfile may be given: the way out for its downloads.
const PROXIES: [&str; 6] = ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"];
const KEPT_LINES: usize = 40;

impl Builder {
    /// Builds a folder's Dockerfile.
    pub(super) async fn dockerfile(&self, folder: &Folder, step: &Step) -> Result<()> {
        let output = Mutex::new(Vec::new());
        let line = |text: &str| {
            step.output(text);
            if let Some((done, total)) = progress(text) {
                step.progress(done, total);
            }
            if let Ok(mut output) = output.lock() {
                output.push(text.to_owned());
            }
        };
        let request = BuildRequest {
            reference: folder.tag(),
            context: self.context(folder)?,
            arguments: self.arguments(folder)?,
            labels: BTreeMap::new(),
        };
        let build = async { Ok(self.engine.build_image(request, &line).await) };
        let result = self.unless_cancelled(folder, build).await;
        let output = output.into_inner().unwrap_or_default();
        self.remove_leftovers(&output).await;
        match result? {
            Err(source @ EngineError::Build { .. }) => {
                let output = output[output.len().saturating_sub(KEPT_LINES)..].join("\n");
                Err(ImageError::Dockerfile { image: folder.name.clone(), output, source })
            }
            result => result.map_err(ImageError::engine(&folder.name)),
        }
    }

    /// The folder's files, its binaries in `bin/` and those of the folders that it needs in `bin/NEED/`.
    fn context(&self, folder: &Folder) -> Result<ByteStream> {
        let files = folder.files.clone();
        let mut binaries: Vec<(String, PathBuf)> = Vec::new();
        if folder.recipe.has_binaries() {
            binaries.push(("bin/".to_owned(), self.store.binaries(folder)));
        }
        for need in &folder.recipe.needs {
            let need = self.catalogue.folder(need)?;
            if need.recipe.has_binaries() {
                binaries.push((format!("bin/{}/", need.name), self.store.binaries(need)));
            }
        }
        Ok(archive::stream(move |archive| {
            files.iter().try_for_each(|file| archive.file(&file.path, file.executable, &file.content))?;
            binaries.iter().try_for_each(|(prefix, folder)| archive.contents(prefix, folder))
        }))
    }

    fn arguments(&self, folder: &Folder) -> Result<BTreeMap<String, String>> {
        let proxies = PROXIES.iter().filter_map(|&name| Some((name.to_owned(), std::env::var(name).ok()?)));
        let mut arguments: BTreeMap<_, _> = proxies.collect();
        for need in &folder.recipe.needs {
            if folder.stands_on(need) {
                arguments.insert(argument(need), self.catalogue.folder(need)?.tag());
            }
        }
        Ok(arguments)
    }

    /// Removes the stages of a build that are not its result, which the builder leaves as images without a name.
    async fn remove_leftovers(&self, output: &[String]) {
        for id in output.iter().rev().filter_map(|line| image_id(line)) {
            let unnamed = matches!(self.engine.find_image(id).await, Ok(Some(image)) if image.tags.is_empty());
            // The engine refuses to remove a layer of an image that is in use, and so it should.
            if unnamed && let Err(error) = self.engine.remove_image(id).await {
                tracing::debug!(%id, %error, "a layer stays");
            }
        }
    }
}

/// The image that a step of the builder made: ` ---> 4c5ec700765c`.
fn image_id(line: &str) -> Option<&str> {
    let id = line.trim().strip_prefix("---> ")?;
    (id.len() == 12 && id.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(id)
}

/// How far the builder is: `Step 2/7 : RUN apt-get update`.
fn progress(line: &str) -> Option<(u64, u64)> {
    let (done, rest) = line.strip_prefix("Step ")?.split_once('/')?;
    let (total, _) = rest.split_once(' ')?;
    Some((done.parse().ok()?, total.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::{image_id, progress};

    #[test]
    fn a_step_says_how_far_it_is() {
        assert_eq!(progress("Step 2/7 : RUN apt-get update"), Some((2, 7)));
        assert_eq!(progress("Step by step"), None);
    }

    #[test]
    fn only_a_step_that_ended_names_an_image() {
        assert_eq!(image_id(" ---> 4c5ec700765c"), Some("4c5ec700765c"));
        assert_eq!(image_id(" ---> Running in 4c5ec700765c"), None);
        assert_eq!(image_id("Step 1/2 : FROM scratch"), None);
    }
}
