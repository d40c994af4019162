//! Names taken from images in nodes, and the images with the last of them.

use std::collections::BTreeSet;

use super::listing::{NodeImages, said};
use super::{StoreError, StoredImage};
use crate::engine::{Engine, ExecRequest};
use crate::image::transfer::{Node, Reference};

/// Digits of an id as lists show it: less may be a name.
const SHORT_ID: usize = 12;

/// What is to be removed from one image of one node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removal {
    pub node: Node,
    pub image: StoredImage,
    /// Whole names that go.
    pub names: Vec<String>,
    /// Whether the image goes with them.
    pub whole: bool,
}

/// What has to go from which nodes for `words`, names or ids, to be gone. A name that is on some nodes only is removed
/// from those.
pub fn removals(nodes: &[NodeImages], words: &[String]) -> Result<Vec<Removal>, StoreError> {
    let mut chosen: Vec<BTreeSet<(usize, usize, &str)>> = Vec::new();
    for word in words {
        let found = find(nodes, word)?;
        if found.is_empty() {
            return Err(StoreError::NotThere { name: word.clone() });
        }
        if found.iter().any(|&(node, image, _)| nodes[node].images[image].system) {
            return Err(StoreError::System { name: word.clone() });
        }
        chosen.push(found);
    }
    let chosen: BTreeSet<_> = chosen.into_iter().flatten().collect();
    let places: BTreeSet<_> = chosen.iter().map(|&(node, image, _)| (node, image)).collect();
    let removal = |(node, image): (usize, usize)| {
        let there = &nodes[node].images[image];
        let going: BTreeSet<_> =
            chosen.iter().filter(|&&(n, i, _)| (n, i) == (node, image)).map(|&(_, _, name)| name).collect();
        let whole = there.proper_names().iter().all(|name| going.contains(name));
        // With the last name that a pod would use go those that containerd gave it.
        let names = there.names.keys().filter(|name| whole || going.contains(name.as_str()));
        Removal { node: nodes[node].node.clone(), image: there.clone(), names: names.cloned().collect(), whole }
    };
    Ok(places.into_iter().map(removal).collect())
}

/// The names of images that a word means, with the places of their node and image; an id means all names of its image.
fn find<'nodes>(nodes: &'nodes [NodeImages], word: &str) -> Result<BTreeSet<(usize, usize, &'nodes str)>, StoreError> {
    let reference = Reference::parse(word).ok();
    let prefix = id_prefix(word);
    let mut by_name = BTreeSet::new();
    let mut by_id = BTreeSet::new();
    let mut ids = BTreeSet::new();
    for (n, there) in nodes.iter().enumerate() {
        for (i, image) in there.images.iter().enumerate() {
            let is_meant = prefix.is_some_and(|prefix| image.id.trim_start_matches("sha256:").starts_with(prefix));
            for name in image.names.keys() {
                if reference.as_ref().is_some_and(|reference| reference.as_str() == name) {
                    by_name.insert((n, i, name.as_str()));
                }
                if is_meant {
                    ids.insert(&image.id);
                    by_id.insert((n, i, name.as_str()));
                }
            }
        }
    }
    if !by_name.is_empty() {
        return Ok(by_name);
    }
    if ids.len() > 1 {
        return Err(StoreError::Ambiguous { prefix: word.to_owned() });
    }
    if by_id.is_empty() && prefix.is_none() {
        // Nothing is there under what is no name at all: that it is none tells more.
        Reference::parse(word)?;
    }
    Ok(by_id)
}

fn id_prefix(word: &str) -> Option<&str> {
    let digits = word.strip_prefix("sha256:").unwrap_or(word);
    (digits.len() >= SHORT_ID && digits.chars().all(|digit| digit.is_ascii_hexdigit())).then_some(digits)
}

/// Removes them, from all nodes at the same time; an error names the nodes that failed, when all have been asked.
/// containerd tells the CRI plugin, so that kubelet knows at once.
pub async fn remove(engine: &dyn Engine, removals: &[Removal]) -> Result<(), StoreError> {
    let answers = futures::future::join_all(removals.iter().map(|removal| remove_one(engine, removal))).await;
    let failures: Vec<_> =
        removals.iter().zip(answers).filter_map(|(removal, said)| Some((removal, said.err()?))).collect();
    if failures.is_empty() {
        return Ok(());
    }
    let failed: BTreeSet<_> = failures.iter().map(|(removal, _)| removal.node.name.clone()).collect();
    let lines = failures.iter().map(|(removal, said)| format!("{}: {said}", removal.node.name)).collect::<Vec<_>>();
    Err(StoreError::NotRemoved { failed: failed.into_iter().collect(), output: lines.join("\n") })
}

async fn remove_one(engine: &dyn Engine, removal: &Removal) -> Result<(), String> {
    // --sync: the disk is free when it ends.
    let mut command = vec!["ctr", "--namespace", "k8s.io", "images", "rm", "--sync"];
    command.extend(removal.names.iter().map(String::as_str));
    match engine.exec(ExecRequest::new(&removal.node.container, &command)).await {
        Ok(output) if output.exit_code == 0 => Ok(()),
        Ok(output) => Err(said(&output)),
        Err(error) => Err(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn image(id: &str, names: &[&str]) -> StoredImage {
        StoredImage {
            id: format!("sha256:{id}"),
            names: names.iter().map(|name| ((*name).to_owned(), format!("sha256:manifest-of-{id}"))).collect(),
            size: 1,
            platform: "linux/amd64".to_owned(),
            system: names.iter().any(|name| name.starts_with("registry.k8s.io")),
            lacking: Vec::new(),
        }
    }

    fn nodes() -> Vec<NodeImages> {
        let node = |name: &str, images| NodeImages { node: Node { name: name.into(), container: name.into() }, images };
        let app = || {
            image("aaaaaaaaaaaa1", &["docker.io/library/app:v1", "docker.io/library/app:v2", "sha256:aaaaaaaaaaaa1"])
        };
        let pause = || image("cccccccccccc3", &["registry.k8s.io/pause:3.10", "sha256:cccccccccccc3"]);
        let left = image("aaaaaaaaaaaa2", &["sha256:aaaaaaaaaaaa2"]);
        vec![node("a", vec![app(), pause()]), node("b", vec![app(), left, pause()]), node("c", vec![pause()])]
    }

    fn removed(words: &[&str]) -> Vec<String> {
        let words: Vec<_> = words.iter().map(|word| (*word).to_owned()).collect();
        let shown = |removal: Removal| {
            let whole = if removal.whole { "all of " } else { "" };
            format!("{}: {whole}{}", removal.node.name, removal.names.join(" "))
        };
        removals(&nodes(), &words).unwrap().into_iter().map(shown).collect()
    }

    #[test]
    fn a_name_goes_and_with_the_last_one_the_image() {
        assert_eq!(removed(&["app:v1"]), ["a: docker.io/library/app:v1", "b: docker.io/library/app:v1"]);
        let all = "all of docker.io/library/app:v1 docker.io/library/app:v2 sha256:aaaaaaaaaaaa1";
        assert_eq!(removed(&["app:v1", "app:v2"]), [format!("a: {all}"), format!("b: {all}")]);
    }

    #[test]
    fn an_id_means_all_names() {
        assert_eq!(removed(&["aaaaaaaaaaaa2"]), ["b: all of sha256:aaaaaaaaaaaa2"]);
        assert_eq!(removed(&["sha256:aaaaaaaaaaaa1"]).len(), 2);
    }

    #[test]
    fn what_can_not_be_removed_is_told() {
        let message = |word: &str| removals(&nodes(), &[word.to_owned()]).unwrap_err().to_string();
        assert_eq!(message("nowhere:v1"), "no node has an image `nowhere:v1`");
        assert_eq!(message("aaaaaaaaaaaa"), "`aaaaaaaaaaaa` is the id of several images");
        assert_eq!(message("0123456789ab"), "no node has an image `0123456789ab`");
        assert_eq!(message("Not A Name"), "`Not A Name` is not an image name");
        assert_eq!(
            message("registry.k8s.io/pause:3.10"),
            "`registry.k8s.io/pause:3.10` is part of the node image: the cluster's own pods use it"
        );
    }
}
