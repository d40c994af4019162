//! `stop` and `delete` on what a start has made.

use std::sync::Arc;

use devcluster::cluster::{ClusterError, names, observe};
use devcluster::engine::double::EngineDouble;
use devcluster::engine::{ContainerSpec, Engine, Mount};
use devcluster::steps::{StepError, delete, stop};

use crate::support::{IMAGE, reporter};

/// An engine with a running node of cluster `it`, and someone else's container.
async fn engine() -> EngineDouble {
    let engine = EngineDouble::with_images(&[IMAGE]);
    let mut labels = names::cluster_labels("it");
    labels.insert(names::NODE_LABEL.to_owned(), "control-plane-1".to_owned());
    labels.insert(names::ROLE_LABEL.to_owned(), "control-plane".to_owned());
    let node = ContainerSpec {
        name: names::container("it", "control-plane-1"),
        labels: labels.clone(),
        mounts: vec![Mount {
            volume: Some(names::volume("it", "control-plane-1", "etcd")),
            labels,
            target: "/var/lib/etcd".to_owned(),
        }],
        ..ContainerSpec::default()
    };
    engine.create_container(&node).await.unwrap();
    engine.start_container(&node.name).await.unwrap();
    engine.create_container(&ContainerSpec { name: "theirs".to_owned(), ..ContainerSpec::default() }).await.unwrap();
    engine
}

#[tokio::test]
async fn stop_keeps_everything_and_says_when_there_was_nothing_to_do() {
    let engine = engine().await;
    let before = engine.objects();
    assert!(stop(&engine, &reporter(), "it").await.unwrap());
    assert!(!stop(&engine, &reporter(), "it").await.unwrap());
    assert_eq!(engine.objects(), before);
    let absent = stop(&engine, &reporter(), "none").await;
    assert!(matches!(absent, Err(StepError::Cluster(ClusterError::NotThere { .. }))));
}

#[tokio::test]
async fn delete_takes_what_is_the_clusters_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine().await;
    let state = observe(&engine, "it").await.unwrap();
    delete(&engine, &reporter(), &state, &folder.path().join("config")).await.unwrap();
    assert_eq!(engine.objects(), ["theirs"]);
}

#[tokio::test]
async fn delete_can_be_repeated_after_a_failure() {
    let folder = tempfile::tempdir().unwrap();
    let calls = engine().await.calls().len();
    // Observing takes three calls, deleting one to list and one for each object.
    for call in calls + 3..calls + 6 {
        let engine = Arc::new(engine().await.failing(call));
        let state = observe(engine.as_ref(), "it").await.unwrap();
        let kubeconfig = folder.path().join("config");
        assert!(delete(engine.as_ref(), &reporter(), &state, &kubeconfig).await.is_err(), "call {call}");
        let state = observe(engine.as_ref(), "it").await.unwrap();
        delete(engine.as_ref(), &reporter(), &state, &kubeconfig).await.unwrap();
        assert_eq!(engine.objects(), ["theirs"], "call {call}");
    }
}
