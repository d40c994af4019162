//! The `Engine` trait: one method for each thing that devcluster asks of a container engine.

use std::collections::BTreeMap;
use std::pin::Pin;

use async_trait::async_trait;
use bytes::Bytes;
use futures::Stream;
use time::OffsetDateTime;

use super::types::{
    BuildRequest, Container, ContainerSpec, ContainerStats, Credentials, ExecOutput, ExecRequest, Image, Network,
    NetworkSpec, Volume,
};
use super::{EngineError, EngineInfo, Result};

/// A body that is read or sent in chunks (a tar archive, an image).
pub type ByteStream = Pin<Box<dyn Stream<Item = Result<Bytes>> + Send>>;

/// Takes the lines of a long command's output as they come.
pub type LineSink<'a> = dyn Fn(&str) + Send + Sync + 'a;

/// A body that is in memory already.
pub fn bytes(body: impl Into<Bytes>) -> ByteStream {
    let body = body.into();
    Box::pin(futures::stream::once(async move { Ok(body) }))
}

/// Labels that an object carries, or that a list is narrowed to (all must match; an empty value matches any).
pub type Labels = BTreeMap<String, String>;

/// What devcluster asks of a container engine. Names are unique per kind of object; "remove" of what is not there is
/// no error, so that unwinding can be repeated; "find" answers `None` for what is not there.
#[async_trait]
pub trait Engine: Send + Sync {
    /// Version and capabilities of the engine. The first call on a connection: its errors say why none answers.
    async fn info(&self) -> Result<EngineInfo>;

    /// All containers, running or not, whose labels contain `labels`.
    async fn containers(&self, labels: &Labels) -> Result<Vec<Container>>;
    /// One container by name.
    async fn find_container(&self, name: &str) -> Result<Option<Container>>;
    /// Creates a container; `EngineError::NameTaken` where the name is in use.
    async fn create_container(&self, spec: &ContainerSpec) -> Result<()>;
    /// Starts a container; `EngineError::PortInUse` where a host port is taken. One that was made to be restarted is
    /// started again by the engine whenever it ends, and with the engine.
    async fn start_container(&self, name: &str) -> Result<()>;
    /// Stops a container: its stop signal, then a kill after `grace_seconds`. The engine then leaves it stopped.
    async fn stop_container(&self, name: &str, grace_seconds: i32) -> Result<()>;
    /// Freezes all processes of a running container.
    async fn pause_container(&self, name: &str) -> Result<()>;
    /// Lets a frozen container go on.
    async fn unpause_container(&self, name: &str) -> Result<()>;
    /// Gives a container, running or not, another name.
    async fn rename_container(&self, name: &str, new_name: &str) -> Result<()>;
    /// Removes a container (killed where it runs) with its anonymous volumes, or waits until another has removed it.
    async fn remove_container(&self, name: &str) -> Result<()>;
    /// Waits until a container ends; its exit code.
    async fn wait_container(&self, name: &str) -> Result<i64>;
    /// Last `tail` lines of a container's output, stdout and stderr together.
    async fn container_logs(&self, name: &str, tail: usize) -> Result<String>;
    /// What a running container uses now.
    async fn stats(&self, name: &str) -> Result<ContainerStats>;
    /// Unpacks a tar archive at `path` of a container, running or not; its volumes are mounted for it.
    async fn upload(&self, container: &str, path: &str, archive: ByteStream) -> Result<()>;
    /// A file or folder of a container as a tar stream.
    async fn download(&self, container: &str, path: &str) -> Result<ByteStream>;
    /// When a file or folder of a container was last modified; `None` where it has none of that path. Takes the engine a
    /// fraction of what `download` does.
    async fn modified(&self, container: &str, path: &str) -> Result<Option<OffsetDateTime>>;
    /// Runs a command in a running container and waits for its end; a non-zero exit is no error.
    async fn exec(&self, request: ExecRequest) -> Result<ExecOutput>;
    /// Runs a command in a running container; its standard output as it comes. The stream ends with
    /// `EngineError::CommandFailed` where the command ends with another code than 0. Where `stdin` breaks
    /// off, so does the stream, with its error. Standard input is closed at its end, without `stdin` with the command, and
    /// when the stream is dropped.
    async fn exec_stream(&self, request: ExecRequest) -> Result<ByteStream>;

    /// Networks whose labels contain `labels`; all of them where it is empty.
    async fn networks(&self, labels: &Labels) -> Result<Vec<Network>>;
    /// Creates a bridge network; `EngineError::SubnetInUse` where its subnet overlaps another's.
    async fn create_network(&self, spec: &NetworkSpec) -> Result<()>;
    /// Takes a container, running or not, off a network; no error where it is not on it, or one of the two is gone
    /// or on its way.
    async fn disconnect(&self, network: &str, container: &str) -> Result<()>;
    /// Removes a network; `EngineError::NetworkInUse` where containers are on it, or the engine holds that some are.
    async fn remove_network(&self, name: &str) -> Result<()>;

    /// Volumes whose labels contain `labels`.
    async fn volumes(&self, labels: &Labels) -> Result<Vec<Volume>>;
    /// Removes a volume.
    async fn remove_volume(&self, name: &str) -> Result<()>;

    /// One image by reference or id.
    async fn find_image(&self, reference: &str) -> Result<Option<Image>>;
    /// Names of images of a repository, `127.0.0.1:5000/app`, each with its tag; of all where it is empty.
    async fn image_names(&self, repository: &str) -> Result<Vec<String>>;
    /// Gives an image one more name.
    async fn tag_image(&self, source: &str, target: &str) -> Result<()>;
    /// Takes a name from an image, and the image where it was the last one.
    async fn remove_image(&self, reference: &str) -> Result<()>;
    /// Sizes in bytes of an image's layers, the lowest first, as far as they hold anything.
    async fn layer_sizes(&self, reference: &str) -> Result<Vec<u64>>;
    /// Sends an image to the registry that its name begins with, layers that are there already left out; the digest of
    /// its manifest. The engine stops when the caller does.
    async fn push_image(&self, reference: &str, credentials: &Credentials) -> Result<String>;
    /// Pulls an image from its registry.
    async fn pull_image(&self, reference: &str) -> Result<()>;
    /// Makes an image of one layer of a root file system (tar), as `docker import` does.
    async fn import_image(&self, reference: &str, rootfs: ByteStream) -> Result<()>;
    /// Builds an image with the engine's builder; `line` gets the builder's output as it comes.
    async fn build_image(&self, request: BuildRequest, line: &LineSink<'_>) -> Result<()>;
    /// Makes an image of a container's file system; `changes` are Dockerfile instructions.
    async fn commit(&self, container: &str, reference: &str, changes: &[String]) -> Result<()>;
    /// One or more images as the tar stream of `docker save`.
    async fn save_images(&self, references: &[String]) -> Result<ByteStream>;
    /// Loads an image archive (tar stream of `docker save`) into the engine.
    async fn load_images(&self, archive: ByteStream) -> Result<()>;

    /// As `find_container`, but an error that names it where it is not there.
    async fn container(&self, name: &str) -> Result<Container> {
        self.find_container(name).await?.ok_or_else(|| EngineError::NoContainer { name: name.to_owned() })
    }
}
