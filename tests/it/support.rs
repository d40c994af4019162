//! What the tests share: a config, options and a world that does not touch the user's files.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use devcluster::config::{self, Cluster, Overrides};
use devcluster::engine::Engine;
use devcluster::image::Catalogue;
use devcluster::plan::{Asked, Capacity};
use devcluster::report::{Reporter, SilentReporter};
use devcluster::steps::{StartOptions, Started, StepError, start};
use tokio_util::sync::CancellationToken;

pub const IMAGE: &str = "devcluster/node:test";

/// The config of cluster `it`: a control plane and two workers.
pub fn cluster() -> Cluster {
    let overrides = Overrides { name: Some("it".to_owned()), workers: Some(2), ..Overrides::default() };
    config::load(None, &overrides).expect("the flags fit").cluster
}

pub fn reporter() -> Arc<dyn Reporter> {
    Arc::new(SilentReporter)
}

/// Starts cluster `it`; the API server never answers, so that the run ends by a failure or by `interrupt`.
pub async fn start_on(
    engine: Arc<dyn Engine>,
    folder: &Path,
    interrupt: &CancellationToken,
) -> Result<Started, StepError> {
    start_with(engine, folder, interrupt, false).await
}

/// As `start_on`; what it made stays.
pub async fn start_retained(
    engine: Arc<dyn Engine>,
    folder: &Path,
    interrupt: &CancellationToken,
) -> Result<Started, StepError> {
    start_with(engine, folder, interrupt, true).await
}

async fn start_with(
    engine: Arc<dyn Engine>,
    folder: &Path,
    interrupt: &CancellationToken,
    retain: bool,
) -> Result<Started, StepError> {
    let options = StartOptions {
        beside: Box::new(|_, _| Box::pin(async {})),
        wait: Duration::from_secs(1),
        asked: Asked::Numbers,
        retain,
        api_port: None,
        capacity: Capacity { cpus: 2, memory: 8 << 30 },
        images: Catalogue::load().expect("the catalogue is embedded").system_images(),
        registry_image: "devcluster/registry:test".to_owned(),
        engine_socket: "/var/run/docker.sock".into(),
        kubeconfig: folder.join("config"),
        interrupt: interrupt.clone(),
    };
    start(&engine, &reporter(), &cluster(), &options, async |_| Ok(IMAGE.to_owned())).await
}
