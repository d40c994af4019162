//! The app's images during a watch: those are built again that changed files are in.

use std::sync::Arc;

use super::builds::BuildFolder;
use super::place::plain;
use super::tree::Tree;
use crate::app::prime::Unprimed;
use crate::app::up::{Images, bring_images};
use crate::app::{App, Built, ImageSpec, Target, Tools, UpError};

/// The images that were built last.
pub struct Make {
    pub images: Vec<(ImageSpec, Built)>,
    /// The files that they were built from, or would have been.
    pub from: Arc<Tree>,
}

/// Builds the images of an app that other files or words make others than they were `before`.
pub async fn make(
    tools: &Tools,
    target: &Target,
    app: &App,
    files: &Arc<Tree>,
    before: Option<&Make>,
    unprimed: &mut Unprimed,
) -> Result<Make, UpError> {
    let mut images = Vec::new();
    for spec in &app.images {
        let built = match before.and_then(|before| before.still(spec, app, files)) {
            Some(built) => vec![built],
            None => match bring_images(tools, target, app, std::slice::from_ref(spec), unprimed).await? {
                Images::Loaded(built) => built,
                // There is no pushing to a cluster of ours.
                Images::Pushed(_) => Vec::new(),
            },
        };
        images.extend(built.into_iter().map(|built| (spec.clone(), built)));
    }
    Ok(Make { images, from: Arc::clone(files) })
}

impl Make {
    /// An image that was built as it would be now.
    fn still(&self, spec: &ImageSpec, app: &App, now: &Tree) -> Option<Built> {
        let (_, built) = self.images.iter().find(|(known, _)| known == spec)?;
        let build = BuildFolder::of(spec);
        let is_other = now.since(&self.from).paths().any(|path| build.sees(&plain(&app.folder.join(path))));
        (!is_other).then(|| built.clone())
    }
}
