//! The Docker Engine (or podman's compatible socket) as an `Engine`: the only user of bollard.

mod capabilities;
mod connect;
mod containers;
mod convert;
mod errors;
mod exec;
mod files;
mod images;
mod info;
mod networks;
mod ping;
mod restart;
mod stats;
mod volumes;

pub use images::pushed_digest;

use async_trait::async_trait;
use bollard::Docker;
use time::OffsetDateTime;
use tokio::sync::OnceCell;

use super::api::Labels;
use super::{
    BuildRequest, ByteStream, Container, ContainerSpec, ContainerStats, Credentials, Engine, EngineInfo, ExecOutput,
    ExecRequest, Image, LineSink, Network, NetworkSpec, Result, Volume,
};

/// A connection to a Docker engine, made at its first use.
pub struct DockerEngine {
    endpoint: connect::Endpoint,
    client: OnceCell<Docker>,
    lacking_capabilities: OnceCell<Vec<String>>,
}

impl DockerEngine {
    /// The engine that DOCKER_HOST, else the current docker context, else the default socket names. Nothing is
    /// connected yet.
    pub fn from_environment() -> Result<Self> {
        Ok(Self {
            endpoint: connect::Endpoint::from_environment()?,
            client: OnceCell::new(),
            lacking_capabilities: OnceCell::new(),
        })
    }

    async fn client(&self) -> Result<&Docker> {
        self.client.get_or_try_init(|| self.endpoint.connect()).await
    }

    async fn lacking_capabilities(&self) -> &[String] {
        self.lacking_capabilities.get_or_init(|| capabilities::lacking(&self.endpoint)).await
    }
}

/// Delegates each method of the trait to the file that holds its kind of object.
#[async_trait]
impl Engine for DockerEngine {
    async fn info(&self) -> Result<EngineInfo> {
        let client = self.client().await?;
        info::info(client, &self.endpoint, self.lacking_capabilities().await).await
    }
    async fn containers(&self, labels: &Labels) -> Result<Vec<Container>> {
        containers::list(self.client().await?, labels).await
    }
    async fn find_container(&self, name: &str) -> Result<Option<Container>> {
        containers::find(self.client().await?, name).await
    }
    async fn create_container(&self, spec: &ContainerSpec) -> Result<()> {
        containers::create(self.client().await?, spec, self.lacking_capabilities().await).await
    }
    async fn start_container(&self, name: &str) -> Result<()> {
        restart::start(self.client().await?, name).await
    }
    async fn stop_container(&self, name: &str, grace_seconds: i32) -> Result<()> {
        restart::stop(self.client().await?, name, grace_seconds).await
    }
    async fn pause_container(&self, name: &str) -> Result<()> {
        containers::pause(self.client().await?, name).await
    }
    async fn unpause_container(&self, name: &str) -> Result<()> {
        containers::unpause(self.client().await?, name).await
    }
    async fn rename_container(&self, name: &str, new_name: &str) -> Result<()> {
        containers::rename(self.client().await?, name, new_name).await
    }
    async fn remove_container(&self, name: &str) -> Result<()> {
        containers::remove(self.client().await?, name).await
    }
    async fn wait_container(&self, name: &str) -> Result<i64> {
        containers::wait(self.client().await?, name).await
    }
    async fn container_logs(&self, name: &str, tail: usize) -> Result<String> {
        containers::logs(self.client().await?, name, tail).await
    }
    async fn stats(&self, name: &str) -> Result<ContainerStats> {
        stats::of(self.client().await?, name).await
    }
    async fn upload(&self, container: &str, path: &str, archive: ByteStream) -> Result<()> {
        files::upload(self.client().await?, container, path, archive).await
    }
    async fn download(&self, container: &str, path: &str) -> Result<ByteStream> {
        Ok(files::download(self.client().await?, container, path))
    }
    async fn modified(&self, container: &str, path: &str) -> Result<Option<OffsetDateTime>> {
        files::modified(self.client().await?, container, path).await
    }
    async fn exec(&self, request: ExecRequest) -> Result<ExecOutput> {
        exec::run(self.client().await?, request).await
    }
    async fn exec_stream(&self, request: ExecRequest) -> Result<ByteStream> {
        exec::stream(self.client().await?, request).await
    }
    async fn networks(&self, labels: &Labels) -> Result<Vec<Network>> {
        networks::list(self.client().await?, labels).await
    }
    async fn create_network(&self, spec: &NetworkSpec) -> Result<()> {
        networks::create(self.client().await?, spec).await
    }
    async fn disconnect(&self, network: &str, container: &str) -> Result<()> {
        networks::disconnect(self.client().await?, network, container).await
    }

    async fn remove_network(&self, name: &str) -> Result<()> {
        networks::remove(self.client().await?, name).await
    }
    async fn volumes(&self, labels: &Labels) -> Result<Vec<Volume>> {
        volumes::list(self.client().await?, labels).await
    }
    async fn remove_volume(&self, name: &str) -> Result<()> {
        volumes::remove(self.client().await?, name).await
    }
    async fn find_image(&self, reference: &str) -> Result<Option<Image>> {
        images::find(self.client().await?, reference).await
    }
    async fn image_names(&self, repository: &str) -> Result<Vec<String>> {
        images::names(self.client().await?, repository).await
    }
    async fn tag_image(&self, source: &str, target: &str) -> Result<()> {
        images::tag(self.client().await?, source, target).await
    }
    async fn remove_image(&self, reference: &str) -> Result<()> {
        images::remove(self.client().await?, reference).await
    }
    async fn layer_sizes(&self, reference: &str) -> Result<Vec<u64>> {
        images::layer_sizes(self.client().await?, reference).await
    }
    async fn push_image(&self, reference: &str, credentials: &Credentials) -> Result<String> {
        images::push(self.client().await?, reference, credentials).await
    }
    async fn pull_image(&self, reference: &str) -> Result<()> {
        images::pull(self.client().await?, reference).await
    }
    async fn import_image(&self, reference: &str, rootfs: ByteStream) -> Result<()> {
        images::import(self.client().await?, reference, rootfs).await
    }
    async fn build_image(&self, request: BuildRequest, line: &LineSink<'_>) -> Result<()> {
        images::build(self.client().await?, request, line).await
    }
    async fn commit(&self, container: &str, reference: &str, changes: &[String]) -> Result<()> {
        images::commit(self.client().await?, container, reference, changes).await
    }
    async fn save_images(&self, references: &[String]) -> Result<ByteStream> {
        Ok(images::save(self.client().await?, references))
    }
    async fn load_images(&self, archive: ByteStream) -> Result<()> {
        images::load(self.client().await?, archive).await
    }
}
