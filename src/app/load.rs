//! Images and archives into the nodes of a cluster, one step on the screen for each.

use std::path::Path;
use std::sync::Arc;

use crate::cluster::state::REGISTRY_PORT;
use crate::cluster::{ClusterState, NodeState, names};
use crate::engine::Engine;
use crate::image::transfer::{
    self, Archive, EngineImage, Input, Loaded, Node, Reference, Registry, Source, TransferError, Way,
};
use crate::plan::registry_address;
use crate::report::{Event, Reporter, Step};

/// Reads what a person typed: a file that is there, or a name that can only be one, is an archive; else an image.
pub fn source_of(word: &str) -> Source {
    let path = Path::new(word);
    let looks_like_a_file =
        [".tar", ".tar.gz", ".tgz"].iter().any(|end| word.ends_with(end)) || word.starts_with(['.', '/', '~']);
    if looks_like_a_file || path.is_file() {
        Source::Archive(path.to_owned())
    } else {
        Source::Engine(vec![word.to_owned()])
    }
}

/// Loads `source` into all nodes of the cluster.
pub async fn load(
    engine: &dyn Engine,
    reporter: &Arc<dyn Reporter>,
    cluster: &ClusterState,
    source: Source,
) -> Result<Loaded, TransferError> {
    match source {
        Source::Archive(path) => load_archive(engine, reporter, cluster, &path, None, None).await,
        Source::Engine(names) => {
            let images: Vec<_> = names.into_iter().map(EngineImage::named).collect();
            load_images(engine, reporter, cluster, &images).await
        }
    }
}

/// Loads images of the engine into all nodes of the cluster.
pub async fn load_images(
    engine: &dyn Engine,
    reporter: &Arc<dyn Reporter>,
    cluster: &ClusterState,
    images: &[EngineImage],
) -> Result<Loaded, TransferError> {
    let names: Vec<_> = images.iter().map(|image| image.reference.as_ref().unwrap_or(&image.name).as_str()).collect();
    let step = Step::start(reporter, format!("load image {}", names.join(", ")));
    let (nodes, registry) = (nodes(cluster), registry_of(cluster));
    let loaded = transfer::load(engine, &nodes, registry.as_ref(), images, |sent, of| step.bytes(sent, of)).await?;
    if let Way::InPlaceOfLayers(error) = &loaded.way {
        reporter.event(&Event::Warning {
            text: format!("the whole image is sent, not only what changed: {error}"),
            hint: Some(format!("see what {} says with `docker logs {0}`", names::registry(&cluster.name))),
        });
    }
    end(step, &loaded, "");
    Ok(loaded)
}

/// Loads an archive into all nodes: the file `path`, or what comes from `input`. `name` is for an image that has none.
pub async fn load_archive(
    engine: &dyn Engine,
    reporter: &Arc<dyn Reporter>,
    cluster: &ClusterState,
    path: &Path,
    input: Option<Input>,
    name: Option<&str>,
) -> Result<Loaded, TransferError> {
    let step = Step::start(reporter, format!("load archive {}", path.display()));
    let name = name.map(Reference::parse).transpose()?;
    let archive = Archive { path: path.to_owned(), name, platform: transfer::node_platform(engine).await? };
    let progress = |sent, of| step.bytes(sent, of);
    let loaded = transfer::load_archive(engine, &nodes(cluster), archive, input, progress).await?;
    let names = loaded.images.iter().map(|image| image.reference.to_string()).collect::<Vec<_>>().join(", ");
    end(step, &loaded, &format!("{names}: "));
    Ok(loaded)
}

fn nodes(cluster: &ClusterState) -> Vec<Node> {
    let node = |node: &NodeState| Node { name: node.name.clone(), container: node.container.clone() };
    cluster.nodes.iter().map(node).collect()
}

fn end(step: Step, loaded: &Loaded, what: &str) {
    match loaded.sent_to.as_slice() {
        [] => step.skipped(format!("{what}the nodes have it already")),
        [node] => step.done_with(format!("{what}sent to {node}")),
        nodes => step.done_with(format!("{what}sent to {} nodes", nodes.len())),
    }
}

/// The cluster's registry, where it runs.
pub fn registry_of(cluster: &ClusterState) -> Option<Registry> {
    let there = cluster.registry.as_ref().filter(|registry| registry.running)?;
    let address = (registry_address(cluster.subnet?), REGISTRY_PORT);
    Some(Registry { port: there.port, address, credentials: there.credentials() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_an_archive_or_an_image() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let word = file.path().to_str().unwrap();
        assert_eq!(source_of(word), Source::Archive(file.path().to_owned()));
        assert_eq!(source_of("app.tar.gz"), Source::Archive("app.tar.gz".into()));
        assert_eq!(source_of("flask-api:v1"), Source::Engine(vec!["flask-api:v1".to_owned()]));
        assert_eq!(source_of("localhost:5000/team/app"), Source::Engine(vec!["localhost:5000/team/app".to_owned()]));
    }
}
