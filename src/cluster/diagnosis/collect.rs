//! Files of a report, gathered at the same time; what can't be had is told in one of them.

use std::collections::BTreeMap;

use super::containers::{of_node, of_others};
use super::objects::objects;
use crate::cluster::ClusterState;
use crate::engine::Engine;

/// Where it is told what could not be gathered.
const PROBLEMS: &str = "problems.txt";

/// Gathers logs and configuration of all nodes, running or not, and the objects that the API server has: files by path
/// below the report's folder.
pub async fn diagnose(engine: &dyn Engine, cluster: &ClusterState) -> BTreeMap<String, Vec<u8>> {
    let nodes = futures::future::join_all(cluster.nodes.iter().map(|node| of_node(engine, node)));
    let (nodes, beside, objects) = tokio::join!(nodes, of_others(engine, cluster), objects(engine, cluster));
    let mut files = BTreeMap::new();
    let mut problems = Vec::new();
    for part in nodes.into_iter().chain([beside, objects]) {
        files.extend(part.files);
        problems.extend(part.problems);
    }
    if !problems.is_empty() {
        files.insert(PROBLEMS.to_owned(), (problems.join("\n") + "\n").into_bytes());
    }
    files
}
