//! An engine in memory, for tests: it records every call and fails the one that it is told to fail.

use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use futures::TryStreamExt;
use time::OffsetDateTime;

use super::archive::{archive, unpacked};
use super::world::{World, made, matches, refused};
use crate::engine::{
    BuildRequest, ByteStream, Container, ContainerSpec, ContainerState, ContainerStats, Credentials, Engine,
    EngineError, EngineInfo, ExecOutput, ExecRequest, Image, Labels, LineSink, Network, NetworkSpec, Result, Volume,
    bytes,
};

/// What `on_call` is told: the number of the call and its name with its object.
type Watcher = dyn Fn(usize, &str) + Send + Sync;

/// The engine in memory. Containers that are started run until they are stopped, and hold the host's ports.
#[derive(Default)]
pub struct EngineDouble {
    world: Mutex<World>,
    fail: Option<usize>,
    hang: Option<usize>,
    on_call: Option<Box<Watcher>>,
}

impl EngineDouble {
    /// An engine that has the images of `references`.
    pub fn with_images(references: &[&str]) -> Self {
        let double = Self::default();
        for reference in references {
            let image = Image {
                id: format!("sha256:{reference}"),
                tags: vec![(*reference).to_owned()],
                labels: Labels::new(),
                size: 0,
                layers: Vec::new(),
                platform: String::new(),
                entrypoint: Vec::new(),
                command: Vec::new(),
            };
            double.world().images.insert((*reference).to_owned(), image);
        }
        double
    }

    /// A file that downloads find in every container.
    #[must_use]
    pub fn with_file(self, path: &str, content: &str) -> Self {
        self.world().files.insert(path.to_owned(), content.to_owned());
        self
    }

    /// Fails the call of that number, counted from 0, without doing anything.
    #[must_use]
    pub fn failing(mut self, call: usize) -> Self {
        self.fail = Some(call);
        self
    }

    /// Never answers the call of that number, counted from 0, nor any after it: what asks is as good as killed.
    #[must_use]
    pub fn hanging(mut self, call: usize) -> Self {
        self.hang = Some(call);
        self
    }

    /// Answers again, and takes no part in what comes.
    #[must_use]
    pub fn recovered(mut self) -> Self {
        (self.fail, self.hang, self.on_call) = (None, None, None);
        self
    }

    /// Gives a container another label.
    pub fn set_label(&self, container: &str, label: &str, value: &str) {
        if let Some(container) = self.world().containers.get_mut(container) {
            container.labels.insert(label.to_owned(), value.to_owned());
        }
    }

    /// Tells of each call before it is carried out.
    #[must_use]
    pub fn watched(mut self, watcher: impl Fn(usize, &str) + Send + Sync + 'static) -> Self {
        self.on_call = Some(Box::new(watcher));
        self
    }

    /// The calls so far, `create_network devcluster-dev`.
    pub fn calls(&self) -> Vec<String> {
        self.world().calls.clone()
    }

    /// Names of all containers, networks and volumes that are there.
    pub fn objects(&self) -> Vec<String> {
        let world = self.world();
        world.containers.keys().chain(world.networks.keys()).chain(world.volumes.keys()).cloned().collect()
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Records a call; an error where it is the one to fail.
    async fn call(&self, name: &str, object: &str) -> Result<MutexGuard<'_, World>> {
        let call = format!("{name} {object}").trim_end().to_owned();
        let number = self.world().calls.len();
        if let Some(watcher) = &self.on_call {
            watcher(number, &call);
        }
        if self.hang.is_some_and(|hang| number >= hang) {
            std::future::pending::<()>().await;
        }
        let mut world = self.world();
        world.calls.push(call);
        if self.fail == Some(number) {
            return Err(refused(name, 500, "told to fail"));
        }
        Ok(world)
    }
}

#[async_trait]
impl Engine for EngineDouble {
    async fn info(&self) -> Result<EngineInfo> {
        drop(self.call("info", "").await?);
        Ok(EngineInfo {
            version: "28.0.0".to_owned(),
            api_version: "1.48".to_owned(),
            os: "linux".to_owned(),
            architecture: "x86_64".to_owned(),
            cgroup_version: 2,
            cpus: 2,
            memory: 8 << 30,
            local: true,
            ..EngineInfo::default()
        })
    }

    async fn containers(&self, labels: &Labels) -> Result<Vec<Container>> {
        let world = self.call("containers", "").await?;
        Ok(world.containers.values().filter(|container| matches(&container.labels, labels)).cloned().collect())
    }

    async fn find_container(&self, name: &str) -> Result<Option<Container>> {
        Ok(self.call("find_container", name).await?.containers.get(name).cloned())
    }

    async fn create_container(&self, spec: &ContainerSpec) -> Result<()> {
        let mut world = self.call("create_container", &spec.name).await?;
        if world.containers.contains_key(&spec.name) {
            return Err(EngineError::NameTaken { name: spec.name.clone() });
        }
        for mount in &spec.mounts {
            if let Some(volume) = &mount.volume {
                world.volumes.entry(volume.clone()).or_insert_with(|| mount.labels.clone());
                world.volume_of.insert(volume.clone(), spec.name.clone());
            }
        }
        world.containers.insert(spec.name.clone(), made(spec));
        Ok(())
    }

    async fn start_container(&self, name: &str) -> Result<()> {
        let mut world = self.call("start_container", name).await?;
        if let Some(port) = world.port_in_use(name) {
            return Err(EngineError::PortInUse { port, detail: "another container has it".to_owned() });
        }
        world.set_state(name, ContainerState::Running)
    }

    async fn stop_container(&self, name: &str, _grace_seconds: i32) -> Result<()> {
        self.call("stop_container", name).await?.set_state(name, ContainerState::Exited)
    }

    async fn pause_container(&self, name: &str) -> Result<()> {
        self.call("pause_container", name).await?.set_state(name, ContainerState::Paused)
    }

    async fn unpause_container(&self, name: &str) -> Result<()> {
        self.call("unpause_container", name).await?.set_state(name, ContainerState::Running)
    }

    async fn rename_container(&self, name: &str, new_name: &str) -> Result<()> {
        let mut world = self.call("rename_container", name).await?;
        if world.containers.contains_key(new_name) {
            return Err(EngineError::NameTaken { name: new_name.to_owned() });
        }
        let container = world.containers.remove(name);
        let mut container = container.ok_or_else(|| EngineError::NoContainer { name: name.to_owned() })?;
        container.name = new_name.to_owned();
        world.containers.insert(new_name.to_owned(), container);
        Ok(())
    }

    async fn remove_container(&self, name: &str) -> Result<()> {
        let mut world = self.call("remove_container", name).await?;
        world.containers.retain(|there, container| there != name && container.id != name);
        Ok(())
    }

    async fn wait_container(&self, name: &str) -> Result<i64> {
        drop(self.call("wait_container", name).await?);
        Ok(0)
    }

    async fn container_logs(&self, name: &str, _tail: usize) -> Result<String> {
        drop(self.call("container_logs", name).await?);
        Ok(String::new())
    }

    async fn stats(&self, name: &str) -> Result<ContainerStats> {
        drop(self.call("stats", name).await?);
        Ok(ContainerStats::default())
    }

    async fn upload(&self, container: &str, path: &str, archive: ByteStream) -> Result<()> {
        let archive: Vec<_> = archive.try_collect().await?;
        let files = unpacked(&archive.concat()).map_err(|error| refused("upload", 500, &error.to_string()))?;
        let mut world = self.call("upload", &format!("{container}:{path}")).await?;
        let place = |(below, content)| ((container.to_owned(), format!("{path}{below}")), content);
        world.uploads.extend(files.into_iter().map(place));
        Ok(())
    }

    async fn download(&self, container: &str, path: &str) -> Result<ByteStream> {
        let world = self.call("download", &format!("{container}:{path}")).await?;
        let found = world.files_at(container, path);
        if found.is_empty() {
            return Err(refused("download", 404, "no such file"));
        }
        archive(path, &found).map(bytes).map_err(|error| refused("download", 500, &error.to_string()))
    }

    async fn modified(&self, container: &str, path: &str) -> Result<Option<OffsetDateTime>> {
        let world = self.call("modified", &format!("{container}:{path}")).await?;
        Ok((!world.files_at(container, path).is_empty()).then(OffsetDateTime::now_utc))
    }

    async fn exec(&self, request: ExecRequest) -> Result<ExecOutput> {
        drop(self.call("exec", &request.container).await?);
        Ok(ExecOutput { exit_code: 0, stdout: Vec::new(), stderr: Vec::new() })
    }

    async fn exec_stream(&self, request: ExecRequest) -> Result<ByteStream> {
        drop(self.call("exec_stream", &request.container).await?);
        Ok(bytes(Vec::new()))
    }

    async fn networks(&self, labels: &Labels) -> Result<Vec<Network>> {
        let world = self.call("networks", "").await?;
        Ok(world.networks.values().filter(|network| matches(&network.labels, labels)).cloned().collect())
    }

    async fn create_network(&self, spec: &NetworkSpec) -> Result<()> {
        let network = Network {
            id: format!("id-{}", spec.name),
            name: spec.name.clone(),
            labels: spec.labels.clone(),
            subnets: vec![spec.subnet.clone()],
        };
        self.call("create_network", &spec.name).await?.networks.insert(spec.name.clone(), network);
        Ok(())
    }

    async fn disconnect(&self, network: &str, container: &str) -> Result<()> {
        drop(self.call("disconnect", &format!("{network}:{container}")).await?);
        Ok(())
    }

    async fn remove_network(&self, name: &str) -> Result<()> {
        self.call("remove_network", name).await?.networks.remove(name);
        Ok(())
    }

    async fn volumes(&self, labels: &Labels) -> Result<Vec<Volume>> {
        let world = self.call("volumes", "").await?;
        let there = world.volumes.iter().filter(|(_, carried)| matches(carried, labels));
        Ok(there.map(|(name, labels)| Volume { name: name.clone(), labels: labels.clone() }).collect())
    }

    async fn remove_volume(&self, name: &str) -> Result<()> {
        let mut world = self.call("remove_volume", name).await?;
        world.volumes.remove(name);
        if let Some(container) = world.volume_of.remove(name) {
            world.uploads.retain(|(there, _), _| *there != container);
        }
        Ok(())
    }

    async fn find_image(&self, reference: &str) -> Result<Option<Image>> {
        Ok(self.call("find_image", reference).await?.images.get(reference).cloned())
    }

    async fn image_names(&self, repository: &str) -> Result<Vec<String>> {
        let world = self.call("image_names", repository).await?;
        let is_its =
            |name: &&String| repository.is_empty() || name.rsplit_once(':').is_some_and(|(its, _)| its == repository);
        Ok(world.images.keys().filter(is_its).cloned().collect())
    }

    async fn tag_image(&self, source: &str, target: &str) -> Result<()> {
        let mut world = self.call("tag_image", target).await?;
        let image = world.images.get(source).cloned();
        let image = image.ok_or_else(|| EngineError::NoImage { reference: source.to_owned() })?;
        world.images.insert(target.to_owned(), image);
        Ok(())
    }

    async fn remove_image(&self, reference: &str) -> Result<()> {
        self.call("remove_image", reference).await?.images.remove(reference);
        Ok(())
    }

    async fn layer_sizes(&self, reference: &str) -> Result<Vec<u64>> {
        self.call("layer_sizes", reference).await.map(|_| Vec::new())
    }

    async fn push_image(&self, reference: &str, _credentials: &Credentials) -> Result<String> {
        self.call("push_image", reference).await.map(|_| format!("sha256:{reference}"))
    }

    async fn pull_image(&self, reference: &str) -> Result<()> {
        drop(self.call("pull_image", reference).await?);
        Err(EngineError::Pull { reference: reference.to_owned(), reason: "no registry".to_owned() })
    }

    async fn import_image(&self, reference: &str, _rootfs: ByteStream) -> Result<()> {
        self.call("import_image", reference).await.map(drop)
    }

    async fn build_image(&self, request: BuildRequest, _line: &LineSink<'_>) -> Result<()> {
        self.call("build_image", &request.reference).await.map(drop)
    }

    async fn commit(&self, container: &str, _reference: &str, _changes: &[String]) -> Result<()> {
        self.call("commit", container).await.map(drop)
    }

    async fn save_images(&self, references: &[String]) -> Result<ByteStream> {
        drop(self.call("save_images", &references.join(" ")).await?);
        Ok(bytes(Vec::new()))
    }

    async fn load_images(&self, _archive: ByteStream) -> Result<()> {
        self.call("load_images", "").await.map(drop)
    }
}
