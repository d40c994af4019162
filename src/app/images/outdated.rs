//! Which pods run another image than the one that their node has now under the name that they give.

use crate::cluster::ImageUser;
use crate::image::node_store::NodeImages;
use crate::image::transfer::{Reference, Wanted};

/// The containers that run under the name of one of `images` what is not known to be that image. What kubelet calls an
/// image is not always what the engine does, so the nodes have the last word on these.
pub(super) fn suspects<'users>(users: &'users [ImageUser], images: &[Wanted]) -> Vec<&'users ImageUser> {
    let is_suspect = |user: &&ImageUser| {
        let wanted = Reference::parse(&user.image).ok();
        let wanted = wanted.and_then(|name| images.iter().find(|image| image.reference == name));
        user.running && !user.image_id.is_empty() && wanted.is_some_and(|image| image.id != user.image_id)
    };
    users.iter().filter(is_suspect).collect()
}

/// Those of them whose node has another image under that name.
pub(super) fn outdated<'users>(suspects: &[&'users ImageUser], nodes: &[NodeImages]) -> Vec<&'users ImageUser> {
    let is_outdated = |user: &&&ImageUser| {
        let Ok(name) = Reference::parse(&user.image) else { return false };
        let there = nodes.iter().find(|there| there.node.name == user.node);
        let image = there.and_then(|there| there.images.iter().find(|image| image.names.contains_key(name.as_str())));
        image.is_some_and(|image| {
            image.id != user.image_id && !image.names.values().any(|digest| *digest == user.image_id)
        })
    };
    suspects.iter().filter(is_outdated).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::node_store::StoredImage;
    use crate::image::transfer::Node;

    fn user(pod: &str, image: &str, id: &str) -> ImageUser {
        ImageUser {
            namespace: "default".to_owned(),
            pod: pod.to_owned(),
            node: "a".to_owned(),
            image: image.to_owned(),
            image_id: id.to_owned(),
            running: true,
            owner: None,
        }
    }

    #[test]
    fn what_runs_is_compared_with_what_the_node_has() {
        let users = [
            user("old", "app:v1", "sha256:old"),
            user("by-manifest", "docker.io/library/app:v1", "sha256:manifest"),
            user("new", "app:v1", "sha256:new"),
            user("other", "web:v1", "sha256:old"),
            user("starting", "app:v1", ""),
        ];
        let wanted = Wanted { reference: Reference::parse("app:v1").unwrap(), id: "sha256:new".to_owned() };
        let suspects = suspects(&users, &[wanted]);
        let names = |users: &[&ImageUser]| users.iter().map(|user| user.pod.clone()).collect::<Vec<_>>();
        assert_eq!(names(&suspects), ["old", "by-manifest"]);
        let image = StoredImage {
            id: "sha256:new".to_owned(),
            names: [("docker.io/library/app:v1".to_owned(), "sha256:manifest".to_owned())].into(),
            size: 1,
            platform: "linux/amd64".to_owned(),
            system: false,
            lacking: Vec::new(),
        };
        let node = Node { name: "a".to_owned(), container: "a".to_owned() };
        assert_eq!(names(&outdated(&suspects, &[NodeImages { node, images: vec![image] }])), ["old"]);
    }
}
