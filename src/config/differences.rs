//! In what two configs differ.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Cluster, render};
use crate::yaml::{self, YamlError};

/// What a cluster has one by one, and what can change: each is compared where it is dealt with.
const ELSEWHERE: [&str; 4] = ["addons", "name", "nodes", "ports"];

/// The fields of `cluster.yaml` in which two clusters differ, in alphabetical order; their nodes and ports aside.
pub fn differences(one: &Cluster, other: &Cluster) -> Result<Vec<String>, YamlError> {
    let (one, other) = (fields(one)?, fields(other)?);
    let all: BTreeSet<_> = one.keys().chain(other.keys()).collect();
    let differ = |field: &&&String| !ELSEWHERE.contains(&field.as_str()) && one.get(**field) != other.get(**field);
    Ok(all.iter().filter(differ).map(|field| (*field).clone()).collect())
}

fn fields(cluster: &Cluster) -> Result<BTreeMap<String, Value>, YamlError> {
    yaml::parse(&render(cluster)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Images, NodeRole, NodeSpec, named};

    #[test]
    fn fields_are_named() {
        let one = named("dev").unwrap();
        let images = Images { shared: false };
        let mut other = Cluster { audit_log: true, images, ..one.clone() };
        other.nodes.push(NodeSpec::new(NodeRole::Worker, 1));
        assert_eq!(differences(&one, &other).unwrap(), ["auditLog", "images"]);
        assert!(differences(&one, &one).unwrap().is_empty());
    }
}
