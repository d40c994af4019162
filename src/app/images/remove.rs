//! Images removed from a cluster's nodes, unless pods use them.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{ChosenNodes, ImagesError};
use crate::cluster::{self, ClusterState, ImageUser};
use crate::engine::Engine;
use crate::image::node_store::{self, Removal};
use crate::image::transfer::Reference;
use crate::report::{Event, Reporter, Step};

/// Digits of an id as lists show it.
const SHORT_ID: usize = 12;

/// Removes images, by name or id, from nodes; those that a pod uses only where `force` says so.
pub async fn remove_images(
    engine: &dyn Engine,
    reporter: &Arc<dyn Reporter>,
    cluster: &ClusterState,
    nodes: &ChosenNodes,
    names: &[String],
    force: bool,
) -> Result<(), ImagesError> {
    let step = Step::start(reporter, format!("remove image {}", names.join(", ")));
    let there = node_store::list(engine, &nodes.running).await?;
    let removals = node_store::removals(&there, names)?;
    if !force {
        let users = users(engine, cluster, names).await?;
        if let Some(error) = in_use(&removals, &users) {
            return Err(error);
        }
    }
    node_store::remove(engine, &removals).await?;
    step.done_with(from(&removals));
    if !nodes.resting.is_empty() {
        reporter.event(&Event::Warning {
            text: format!("{} could not be asked, for want of running, and may keep it", nodes.resting.join(", ")),
            hint: Some("start what is stopped with `devcluster start`, and remove it again".to_owned()),
        });
    }
    Ok(())
}

async fn users(engine: &dyn Engine, cluster: &ClusterState, names: &[String]) -> Result<Vec<ImageUser>, ImagesError> {
    let unknown = |reason: String| ImagesError::UsersUnknown { name: names.join(" "), reason };
    let kube = cluster::connect(engine, cluster).await.map_err(|error| unknown(error.to_string()))?;
    cluster::image_users(&kube).await.map_err(|error| unknown(error.to_string()))
}

/// The first image that pods use.
fn in_use(removals: &[Removal], users: &[ImageUser]) -> Option<ImagesError> {
    let of = |removal: &Removal| users.iter().filter(|user| uses(user, removal)).map(pod).collect::<BTreeSet<_>>();
    let first = removals.iter().find(|removal| !of(removal).is_empty())?;
    // The same image on other nodes is no other matter.
    let same = removals.iter().filter(|removal| removal.image.id == first.image.id);
    let pods: BTreeSet<_> = same.flat_map(of).collect();
    let users = pods.into_iter().collect::<Vec<_>>().join("\n");
    Some(ImagesError::InUse { name: name(first), users })
}

/// As a person would type it.
fn name(removal: &Removal) -> String {
    let proper = removal.image.proper_names();
    let going = proper.into_iter().find(|proper| removal.names.iter().any(|name| name == proper));
    let id = || removal.image.id.trim_start_matches("sha256:").chars().take(SHORT_ID).collect();
    going.and_then(|name| Reference::parse(name).ok()).map_or_else(id, |name| name.short().to_owned())
}

/// Whether a container would miss what is to be removed from its node: the name that it would be started again by, or
/// the image that it runs.
fn uses(user: &ImageUser, removal: &Removal) -> bool {
    let by_name = || {
        let named = Reference::parse(&user.image);
        named.is_ok_and(|named| removal.names.iter().any(|name| name == named.as_str()))
    };
    let image = &removal.image;
    let runs_it = || image.id == user.image_id || image.names.values().any(|digest| *digest == user.image_id);
    user.node == removal.node.name && (by_name() || removal.whole && runs_it())
}

fn pod(user: &ImageUser) -> String {
    format!("{}/{} on {}", user.namespace, user.pod, user.node)
}

fn from(removals: &[Removal]) -> String {
    let mut nodes: Vec<_> = removals.iter().map(|removal| removal.node.name.as_str()).collect();
    nodes.dedup();
    match nodes.as_slice() {
        [node] => format!("from {node}"),
        nodes => format!("from {} nodes", nodes.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::node_store::StoredImage;
    use crate::image::transfer::Node;

    const NAME: &str = "docker.io/library/app:v1";

    fn removal(whole: bool) -> Removal {
        let image = StoredImage {
            id: "sha256:c".to_owned(),
            names: [(NAME.to_owned(), "sha256:m".to_owned())].into(),
            size: 1,
            platform: "linux/amd64".to_owned(),
            system: false,
            lacking: Vec::new(),
        };
        let node = Node { name: "worker-1".to_owned(), container: "c".to_owned() };
        Removal { node, image, names: vec![NAME.to_owned()], whole }
    }

    fn user(image: &str, image_id: &str, node: &str) -> ImageUser {
        ImageUser {
            namespace: "default".to_owned(),
            pod: "app-1".to_owned(),
            node: node.to_owned(),
            image: image.to_owned(),
            image_id: image_id.to_owned(),
            running: true,
            owner: None,
        }
    }

    #[test]
    fn a_pod_uses_the_name_that_it_gives_and_the_image_that_it_runs() {
        assert!(uses(&user("app:v1", "sha256:other", "worker-1"), &removal(false)));
        assert!(!uses(&user("app:v1", "sha256:c", "worker-2"), &removal(true)), "another node has its own");
        for id in ["sha256:c", "sha256:m"] {
            assert!(uses(&user("app:v2", id, "worker-1"), &removal(true)));
            assert!(!uses(&user("app:v2", id, "worker-1"), &removal(false)), "the image stays under another name");
        }
    }

    #[test]
    fn who_uses_it_is_told() {
        let error = in_use(&[removal(true)], &[user("app:v1", "", "worker-1")]).unwrap();
        insta::assert_snapshot!(crate::fault::shown(&error), @r"
        error: `app:v1` is in use by a pod
        default/app-1 on worker-1
        hint: delete what they belong to first, or remove it all the same with `devcluster image remove app:v1 --force`
        ");
    }
}
