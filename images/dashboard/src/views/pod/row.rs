//! Puts the view together.

use std::collections::BTreeMap;

use serde::Serialize;

use super::fields::Pod;
use super::moment::Moment;
use super::requests::{Requests, requests};
use super::status::{Summary, summary};
use super::trouble::{Trouble, trouble};
use crate::views::Row;

#[derive(Serialize)]
struct Shown<'a> {
    uid: &'a str,
    namespace: &'a str,
    name: &'a str,
    created: Option<Moment>,
    node: &'a str,
    ip: &'a str,
    phase: &'a str,
    status: &'a str,
    ready: u32,
    containers: u32,
    restarts: u32,
    deleting: bool,
    owner: Option<Owner<'a>>,
    labels: &'a BTreeMap<String, String>,
    requests: Requests,
    names: Vec<&'a str>,
    trouble: Vec<Trouble<'a>>,
}

#[derive(Serialize)]
struct Owner<'a> {
    kind: &'a str,
    name: &'a str,
    uid: &'a str,
}

pub fn row(pod: &Pod) -> Result<Row, serde_json::Error> {
    let metadata = &pod.metadata;
    let Summary { status, ready, containers, restarts } = summary(pod);
    let owner = metadata.owner_references.iter().find(|owner| owner.controller);
    let shown = Shown {
        uid: &metadata.uid,
        namespace: &metadata.namespace,
        name: &metadata.name,
        created: metadata.creation_timestamp,
        node: &pod.spec.node_name,
        ip: &pod.status.pod_ip,
        phase: &pod.status.phase,
        status: &status,
        ready,
        containers,
        restarts,
        deleting: pod.is_deleting(),
        owner: owner.map(|owner| Owner { kind: &owner.kind, name: &owner.name, uid: &owner.uid }),
        labels: &metadata.labels,
        requests: requests(pod),
        names: pod.spec.containers.iter().map(|container| &*container.name).collect(),
        trouble: trouble(pod),
    };
    let json = serde_json::to_string(&shown)?;
    Ok(Row { uid: metadata.uid.clone(), json, version: metadata.resource_version.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pod_becomes_a_row() {
        let json = br#"{"metadata": {"name": "web-0", "namespace": "default", "uid": "u", "resourceVersion": "9",
            "creationTimestamp": "2026-01-01T00:00:00Z", "labels": {"app": "web"}, "managedFields": [{"a": {}}],
            "ownerReferences": [{"apiVersion": "apps/v1", "kind": "StatefulSet", "name": "web", "uid": "o", "controller": true}]},
            "spec": {"nodeName": "worker-1", "containers": [{"name": "web", "env": [{"name": "A", "value": "b"}]}]},
            "status": {"phase": "Running", "podIP": "10.0.0.1", "containerStatuses": [
            {"name": "web", "ready": true, "state": {"running": {"startedAt": "x"}}}]}}"#;
        let expected = concat!(
            r#"{"uid":"u","namespace":"default","name":"web-0","created":"2026-01-01T00:00:00Z","node":"worker-1","ip":"10.0.0.1","#,
            r#""phase":"Running","status":"Running","ready":1,"containers":1,"restarts":0,"deleting":false,"#,
            r#""owner":{"kind":"StatefulSet","name":"web","uid":"o"},"labels":{"app":"web"},"#,
            r#""requests":{"cpu":0.0,"memory":0.0,"gpu":0.0},"names":["web"],"trouble":[]}"#
        );
        assert_eq!(
            row(&serde_json::from_slice(json).unwrap()).unwrap(),
            Row { uid: "u".into(), json: expected.into(), version: "9".into() }
        );
    }
}
