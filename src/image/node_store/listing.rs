//! The images of all nodes, asked for at the same time, and as one list.

use std::collections::BTreeMap;

use serde::Serialize;

use super::StoreError;
use super::parse::{StoredImage, parse};
use crate::engine::{Engine, ExecOutput, ExecRequest};
use crate::image::transfer::{Node, Reference};

const LISTING: &str = include_str!("listing.sh");

/// A node's images.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeImages {
    pub node: Node,
    pub images: Vec<StoredImage>,
}

/// An image, and the nodes that have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ListedImage {
    /// As a person types it; `None` where only its id leads to it.
    pub name: Option<String>,
    /// `sha256:…` of its configuration.
    pub id: String,
    /// What the name stands for.
    pub digest: String,
    /// Bytes, as stored.
    pub size: u64,
    pub platform: String,
    /// Part of the node image.
    pub system: bool,
    pub nodes: Vec<String>,
}

/// What the nodes' containerds have.
pub async fn list(engine: &dyn Engine, nodes: &[Node]) -> Result<Vec<NodeImages>, StoreError> {
    futures::future::try_join_all(nodes.iter().map(|node| of_node(engine, node))).await
}

async fn of_node(engine: &dyn Engine, node: &Node) -> Result<NodeImages, StoreError> {
    let output = engine.exec(ExecRequest::new(&node.container, &["sh", "-c", LISTING])).await?;
    if output.exit_code != 0 {
        return Err(StoreError::NoAnswer { node: node.name.clone(), output: said(&output) });
    }
    Ok(NodeImages { node: node.clone(), images: parse(&String::from_utf8_lossy(&output.stdout)) })
}

/// What a command said went wrong; ctr's warnings on the host would only hide it.
pub(super) fn said(output: &ExecOutput) -> String {
    let whole = String::from_utf8_lossy(&output.stderr);
    whole.lines().filter(|line| !line.contains("level=warning")).collect::<Vec<_>>().join("\n")
}

/// One line for each name and the image behind it: nodes may have different images under a name.
pub fn merged(nodes: &[NodeImages]) -> Vec<ListedImage> {
    let mut listed: BTreeMap<(bool, String, String), ListedImage> = BTreeMap::new();
    for there in nodes {
        for image in &there.images {
            let proper = image.proper_names();
            let names = if proper.is_empty() { vec![None] } else { proper.into_iter().map(Some).collect() };
            for name in names {
                let short = name.map(short);
                let digest = match name {
                    Some(name) => image.names.get(name),
                    None => image.names.values().next(),
                };
                // Those without a name come last.
                let key = (short.is_none(), short.clone().unwrap_or_default(), image.id.clone());
                let line = listed.entry(key).or_insert_with(|| ListedImage {
                    name: short,
                    id: image.id.clone(),
                    digest: digest.cloned().unwrap_or_default(),
                    size: image.size,
                    platform: image.platform.clone(),
                    system: false,
                    nodes: Vec::new(),
                });
                line.system |= image.system;
                line.nodes.push(there.node.name.clone());
            }
        }
    }
    listed.into_values().collect()
}

fn short(name: &str) -> String {
    Reference::parse(name).map_or_else(|_| name.to_owned(), |reference| reference.short().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn image(id: &str, names: &[&str]) -> StoredImage {
        StoredImage {
            id: id.to_owned(),
            names: names.iter().map(|name| ((*name).to_owned(), format!("manifest of {id}"))).collect(),
            size: 1,
            platform: "linux/amd64".to_owned(),
            system: false,
            lacking: Vec::new(),
        }
    }

    fn node(name: &str, images: Vec<StoredImage>) -> NodeImages {
        NodeImages { node: Node { name: name.to_owned(), container: name.to_owned() }, images }
    }

    #[test]
    fn nodes_with_the_same_image_share_a_line() {
        let app = || image("sha256:1", &["docker.io/library/app:v1", "sha256:1"]);
        let nodes = [
            node("a", vec![app(), image("sha256:0", &["sha256:0"])]),
            node("b", vec![app()]),
            node("c", vec![image("sha256:2", &["docker.io/library/app:v1", "localhost/app:v1"])]),
        ];
        let lines: Vec<_> = merged(&nodes)
            .into_iter()
            .map(|line| (line.name.unwrap_or_default(), line.id, line.nodes.join(" ")))
            .collect();
        let line = |name: &str, id: &str, nodes: &str| (name.to_owned(), id.to_owned(), nodes.to_owned());
        assert_eq!(
            lines,
            [
                line("app:v1", "sha256:1", "a b"),
                line("app:v1", "sha256:2", "c"),
                line("localhost/app:v1", "sha256:2", "c"),
                line("", "sha256:0", "a"),
            ]
        );
    }
}
