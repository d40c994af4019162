//! The builder: what is wanted, less what is there, is planned and run.

use std::sync::Arc;
use std::time::Instant;

use tokio_util::sync::CancellationToken;

use super::compile::go_architecture;
use super::parallel;
use super::store::{Locked, Store};
use crate::engine::Engine;
use crate::image::catalogue::{Catalogue, Folder};
use crate::image::error::{ImageError, Result};
use crate::image::plan::{Job, Plan, Present};
use crate::report::{Reporter, Step};

/// Builds images of a catalogue in one engine.
pub struct Builder {
    pub(super) engine: Arc<dyn Engine>,
    pub(super) catalogue: Arc<Catalogue>,
    pub(super) store: Store,
    /// Go's name of the engine's machine.
    pub(super) architecture: String,
    /// Ends all work, which then leaves nothing half-made.
    pub(super) cancel: CancellationToken,
    reporter: Arc<dyn Reporter>,
}

/// An image that is there now.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Built {
    pub name: String,
    /// Its name in the engine; none for a folder of binaries only.
    pub tag: Option<String>,
    /// Bytes, uncompressed, of the image.
    pub size: Option<i64>,
    /// Whether it was there already.
    pub present: bool,
}

impl Builder {
    /// A builder for the engine's machine type, which is asked for here.
    pub async fn new(
        engine: Arc<dyn Engine>,
        reporter: Arc<dyn Reporter>,
        catalogue: Arc<Catalogue>,
        cancel: CancellationToken,
    ) -> Result<Self> {
        let info = engine.info().await.map_err(|source| ImageError::NoEngine { source })?;
        let architecture = go_architecture(&info.architecture).to_owned();
        let store = Store::new(crate::paths::cache().join("images"), &architecture);
        Ok(Self { engine, catalogue, store, architecture, cancel, reporter })
    }

    /// Builds the images `names`, and what they are made of, as far as they are not there. An interrupt or a failure
    /// leaves finished images and binaries, for the next call, and nothing half-made.
    pub async fn build(&self, names: &[String]) -> Result<Vec<Built>> {
        let started = Instant::now();
        let present = self.present().await?;
        let plan = Plan::new(&self.catalogue, names, &present)?;
        tracing::debug!(jobs = plan.jobs.len(), "planned images");
        parallel::run(&plan, parallel::compile_slots(), &self.cancel, |job| self.work(job)).await?;
        tracing::debug!(seconds = started.elapsed().as_secs_f64(), "built images");
        let mut built = Vec::new();
        for name in names {
            built.push(self.built(self.catalogue.folder(name)?, &present).await?);
        }
        Ok(built)
    }

    async fn present(&self) -> Result<Present> {
        let mut present = Present::default();
        for folder in self.catalogue.folders() {
            if self.store.binaries(folder).exists() {
                present.binaries.insert(folder.name.clone());
            }
            if folder.has_image() && self.is_present(folder).await? {
                present.images.insert(folder.name.clone());
            }
        }
        Ok(present)
    }

    async fn is_present(&self, folder: &Folder) -> Result<bool> {
        let image = self.engine.find_image(&folder.tag()).await;
        Ok(image.map_err(ImageError::engine(&folder.name))?.is_some())
    }

    async fn built(&self, folder: &Folder, present: &Present) -> Result<Built> {
        let tag = folder.has_image().then(|| folder.tag());
        let size = match &tag {
            Some(tag) => self.engine.find_image(tag).await.map_err(ImageError::engine(&folder.name))?,
            None => None,
        };
        let present = match tag {
            Some(_) => present.images.contains(&folder.name),
            None => present.binaries.contains(&folder.name),
        };
        Ok(Built { name: folder.name.clone(), tag, size: size.map(|image| image.size), present })
    }

    async fn work(&self, job: Job) -> Result<()> {
        match &job {
            Job::Fetch(name) => self.fetch(self.catalogue.folder(name)?).await,
            Job::Compile(name) => self.compile(self.catalogue.folder(name)?).await,
            Job::Image(name) => self.image(self.catalogue.folder(name)?).await,
        }
    }

    async fn image(&self, folder: &Folder) -> Result<()> {
        let step = self.step(format!("Making image {}", folder.name));
        let _lock = self.lock(folder, &step).await?;
        if self.is_present(folder).await? {
            step.skipped("another process has made it");
            return Ok(());
        }
        if let Some(bootstrap) = &folder.recipe.bootstrap {
            self.debian(folder, bootstrap, &step).await?;
        } else if let Some(bake) = &folder.recipe.bake {
            self.bake(folder, bake, &step).await?;
        } else {
            self.dockerfile(folder, &step).await?;
        }
        step.done();
        Ok(())
    }

    /// Waits until no other process builds the folder.
    pub(super) async fn lock(&self, folder: &Folder, step: &Step) -> Result<Locked> {
        self.unless_cancelled(folder, self.store.lock(folder, step)).await
    }

    /// Ends `work` when the builder is cancelled.
    pub(super) async fn unless_cancelled<T>(
        &self,
        folder: &Folder,
        work: impl Future<Output = Result<T>>,
    ) -> Result<T> {
        tokio::select! {
            result = work => result,
            () = self.cancel.cancelled() => Err(ImageError::Interrupted { image: folder.name.clone() }),
        }
    }

    pub(super) fn step(&self, title: String) -> Step {
        Step::start(&self.reporter, title)
    }
}
