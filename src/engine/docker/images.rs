//! Images of the Docker API.

use std::collections::HashMap;

use bollard::Docker;
use bollard::auth::DockerCredentials;
use bollard::models::ContainerConfig;
use bollard::query_parameters::{
    BuildImageOptionsBuilder, CommitContainerOptionsBuilder, CreateImageOptionsBuilder, ImportImageOptionsBuilder,
    ListImagesOptionsBuilder, PushImageOptionsBuilder, RemoveImageOptionsBuilder, TagImageOptionsBuilder,
};
use futures::{Stream, StreamExt, TryStreamExt};

use super::{convert, errors};
use crate::engine::{BuildRequest, ByteStream, Credentials, EngineError, Image, LineSink, Result};

pub async fn find(client: &Docker, reference: &str) -> Result<Option<Image>> {
    match client.inspect_image(reference).await {
        Ok(image) => {
            let config = image.config.unwrap_or_default();
            Ok(Some(Image {
                id: image.id.unwrap_or_default(),
                tags: image.repo_tags.unwrap_or_default(),
                labels: convert::labels_in(config.labels),
                size: image.size.unwrap_or_default(),
                layers: image.root_fs.and_then(|root| root.layers).unwrap_or_default(),
                platform: platform(image.os, image.architecture),
                entrypoint: config.entrypoint.unwrap_or_default(),
                command: config.cmd.unwrap_or_default(),
            }))
        }
        Err(error) if errors::is_missing(&error) => Ok(None),
        Err(error) => Err(errors::on(&format!("inspect image `{reference}`"))(error)),
    }
}

pub async fn names(client: &Docker, repository: &str) -> Result<Vec<String>> {
    let mut filters = HashMap::new();
    if !repository.is_empty() {
        filters.insert("reference", vec![repository]);
    }
    let options = ListImagesOptionsBuilder::new().filters(&filters).build();
    let images = client.list_images(Some(options)).await;
    let images = images.map_err(errors::on(&format!("list the images of `{repository}`")))?;
    // An image's other names are told, too, and in older engines that it has none.
    let is_its = |name: &String| match split_reference(name).0 {
        "<none>" => false,
        its => repository.is_empty() || its == repository,
    };
    Ok(images.into_iter().flat_map(|image| image.repo_tags).filter(is_its).collect())
}

fn platform(os: Option<String>, architecture: Option<String>) -> String {
    let architecture = architecture.filter(|architecture| !architecture.is_empty());
    architecture.map_or_else(String::new, |architecture| format!("{}/{architecture}", os.unwrap_or_default()))
}

pub async fn tag(client: &Docker, source: &str, target: &str) -> Result<()> {
    let (repository, tag) = split_reference(target);
    let options = TagImageOptionsBuilder::new().repo(repository).tag(tag).build();
    client.tag_image(source, Some(options)).await.map_err(errors::on(&format!("tag image `{source}`")))
}

pub async fn remove(client: &Docker, reference: &str) -> Result<()> {
    let options = RemoveImageOptionsBuilder::new().build();
    match client.remove_image(reference, Some(options), None).await {
        Err(error) if !errors::is_missing(&error) => Err(errors::on(&format!("remove image `{reference}`"))(error)),
        _ => Ok(()),
    }
}

pub async fn layer_sizes(client: &Docker, reference: &str) -> Result<Vec<u64>> {
    let history = client.image_history(reference).await;
    let history = history.map_err(errors::on(&format!("look at the layers of image `{reference}`")))?;
    // The newest comes first. What only changed the configuration is listed too, with a size of 0.
    Ok(history.into_iter().rev().filter_map(|step| u64::try_from(step.size).ok()).filter(|&size| size > 0).collect())
}

pub async fn push(client: &Docker, reference: &str, credentials: &Credentials) -> Result<String> {
    let (repository, tag) = split_reference(reference);
    let options = PushImageOptionsBuilder::new().tag(tag).build();
    let credentials = DockerCredentials {
        username: Some(credentials.user.clone()),
        password: Some(credentials.password.clone()),
        ..DockerCredentials::default()
    };
    let fail = |reason: String| EngineError::Push { reference: reference.to_owned(), reason };
    let mut progress = Box::pin(client.push_image(repository, Some(options), Some(credentials)));
    let mut digest = None;
    while let Some(event) = progress.next().await {
        let event = event.map_err(|error| fail(sentence(&error)))?;
        digest = event.status.as_deref().and_then(pushed_digest).map(str::to_owned).or(digest);
    }
    digest.ok_or_else(|| fail("the engine named no digest".to_owned()))
}

/// The digest of a pushed image's manifest, from the last line of a push: `v1: digest: sha256:… size: 1234`.
pub fn pushed_digest(line: &str) -> Option<&str> {
    let (_, rest) = line.split_once("digest: ")?;
    rest.split_whitespace().next().filter(|digest| digest.starts_with("sha256:"))
}

pub async fn pull(client: &Docker, reference: &str) -> Result<()> {
    let (repository, tag) = split_reference(reference);
    let options = CreateImageOptionsBuilder::new().from_image(repository).tag(tag).build();
    let pulled = finish(client.create_image(Some(options), None, None)).await;
    pulled.map_err(|error| EngineError::Pull { reference: reference.to_owned(), reason: sentence(&error) })
}

pub async fn import(client: &Docker, reference: &str, rootfs: ByteStream) -> Result<()> {
    let (repository, tag) = split_reference(reference);
    let options = CreateImageOptionsBuilder::new().from_src("-").repo(repository).tag(tag).build();
    let body = bollard::body_try_stream(convert::chunks(rootfs));
    finish(client.create_image(Some(options), Some(body), None))
        .await
        .map_err(errors::on(&format!("import image `{reference}`")))
}

pub async fn build(client: &Docker, request: BuildRequest, line: &LineSink<'_>) -> Result<()> {
    let options = BuildImageOptionsBuilder::new()
        .t(&request.reference)
        .buildargs(&request.arguments.into_iter().collect::<HashMap<_, _>>())
        .labels(&convert::labels_out(&request.labels))
        .rm(true)
        .forcerm(true)
        .build();
    let mut output =
        Box::pin(client.build_image(options, None, Some(bollard::body_try_stream(convert::chunks(request.context)))));
    while let Some(event) = output.next().await {
        let event = event.map_err(|error| EngineError::Build { reason: sentence(&error) })?;
        if let Some(error) = event.error_detail {
            return Err(EngineError::Build { reason: error.message.unwrap_or_default() });
        }
        for text in event.stream.unwrap_or_default().lines().filter(|text| !text.trim().is_empty()) {
            line(text);
        }
    }
    Ok(())
}

pub async fn commit(client: &Docker, container: &str, reference: &str, changes: &[String]) -> Result<()> {
    let (repository, tag) = split_reference(reference);
    let options = CommitContainerOptionsBuilder::new()
        .container(container)
        .repo(repository)
        .tag(tag)
        .changes(&changes.join("\n"))
        .build();
    let fail = errors::on(&format!("commit container `{container}`"));
    client.commit_container(options, ContainerConfig::default()).await.map_err(fail)?;
    Ok(())
}

pub fn save(client: &Docker, references: &[String]) -> ByteStream {
    let client = client.clone();
    let references = references.to_vec();
    Box::pin(async_stream(client, references))
}

/// The client's stream borrows its arguments, so they move into the stream that is given out.
fn async_stream(client: Docker, references: Vec<String>) -> impl Stream<Item = Result<bytes::Bytes>> + Send {
    let (sender, receiver) = tokio::sync::mpsc::channel(8);
    tokio::spawn(async move {
        let names: Vec<&str> = references.iter().map(String::as_str).collect();
        let mut chunks = Box::pin(client.export_images(&names));
        while let Some(chunk) = chunks.next().await {
            let fail = errors::on(&format!("save image {}", names.join(", ")));
            if sender.send(chunk.map_err(fail)).await.is_err() {
                return;
            }
        }
    });
    futures::stream::unfold(receiver, |mut receiver| async move { Some((receiver.recv().await?, receiver)) })
}

pub async fn load(client: &Docker, archive: ByteStream) -> Result<()> {
    let body = bollard::body_try_stream(convert::chunks(archive));
    finish(client.import_image(ImportImageOptionsBuilder::new().build(), body, None))
        .await
        .map_err(errors::on("load an image archive"))
}

/// Reads a progress stream to its end.
async fn finish<T>(
    stream: impl Stream<Item = std::result::Result<T, bollard::errors::Error>>,
) -> std::result::Result<(), bollard::errors::Error> {
    stream.try_for_each(|_| futures::future::ready(Ok(()))).await
}

/// The engine's own words, without the client's wrapping.
fn sentence(error: &bollard::errors::Error) -> String {
    match error {
        bollard::errors::Error::DockerResponseServerError { message, .. } => message.clone(),
        bollard::errors::Error::DockerStreamError { error } => error.clone(),
        other => other.to_string(),
    }
}

/// `registry:5000/name:tag` as (`registry:5000/name`, `tag`); `latest` where there is none.
fn split_reference(reference: &str) -> (&str, &str) {
    match reference.rsplit_once(':') {
        Some((repository, tag)) if !tag.contains('/') => (repository, tag),
        _ => (reference, "latest"),
    }
}

#[cfg(test)]
mod tests {
    use super::{pushed_digest, split_reference};

    #[test]
    fn the_digest_is_in_the_last_words() {
        assert_eq!(pushed_digest("v1: digest: sha256:ab size: 528"), Some("sha256:ab"));
        assert_eq!(pushed_digest("Layer already exists"), None);
    }

    #[test]
    fn a_registrys_port_is_no_tag() {
        assert_eq!(split_reference("localhost:5000/app"), ("localhost:5000/app", "latest"));
        assert_eq!(split_reference("localhost:5000/app:v1"), ("localhost:5000/app", "v1"));
        assert_eq!(split_reference("app"), ("app", "latest"));
    }
}
