//! `stop` and `delete` on what a start has made.

use std::time::Duration;

use devcluster::cluster::{ClusterError, names, observe};
use devcluster::engine::double::EngineDouble;
use devcluster::engine::{ContainerSpec, Engine, Mount};
use devcluster::steps::{Asleep, StepError, delete, pause, stop, wake_nodes};
use tokio_util::sync::CancellationToken;

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
    assert!(stop(&engine, &reporter(), "it", &[]).await.unwrap());
    assert!(!stop(&engine, &reporter(), "it", &[]).await.unwrap());
    assert_eq!(engine.objects(), before);
    let absent = stop(&engine, &reporter(), "none", &[]).await;
    assert!(matches!(absent, Err(StepError::Cluster(ClusterError::NotThere { .. }))));
}

#[tokio::test]
async fn paused_nodes_are_paused_once_and_go_on_before_they_stop() {
    let engine = engine().await;
    let node = names::container("it", "control-plane-1");
    assert!(pause(&engine, &reporter(), "it", &[]).await.unwrap());
    assert!(!pause(&engine, &reporter(), "it", &[]).await.unwrap());
    let state = observe(&engine, "it").await.unwrap();
    assert!(state.nodes[0].paused);
    assert!(stop(&engine, &reporter(), "it", &["control-plane-1".to_owned()]).await.unwrap());
    let unpaused = engine.calls().iter().any(|call| call.contains("unpause_container"));
    assert!(unpaused && !engine.container(&node).await.unwrap().is_running());
}

#[tokio::test]
async fn nodes_that_are_not_there_are_told_with_those_that_are() {
    let engine = engine().await;
    let names = ["control-plane-1".to_owned(), "worker-9".to_owned()];
    let calls = engine.calls().len();
    for failed in [
        stop(&engine, &reporter(), "it", &names).await,
        pause(&engine, &reporter(), "it", &names).await,
        wake_nodes(&engine, &reporter(), "it", &names, Asleep::Any, Duration::ZERO, &CancellationToken::new()).await,
    ] {
        assert_eq!(failed.unwrap_err().to_string(), "there is no node `worker-9`; there are control-plane-1");
    }
    let changes = engine.calls().split_off(calls);
    assert!(!changes.iter().any(|call| call.contains("_container")), "{changes:?}");
}

#[tokio::test]
async fn nodes_that_stopped_or_are_paused_run_again() {
    let engine = engine().await;
    let names = ["control-plane-1".to_owned()];
    let wake_those = async |asleep| {
        wake_nodes(&engine, &reporter(), "it", &names, asleep, Duration::ZERO, &CancellationToken::new()).await
    };
    let wake = async || wake_those(Asleep::Any).await;
    assert!(!wake().await.unwrap());
    stop(&engine, &reporter(), "it", &names).await.unwrap();
    assert!(!wake_those(Asleep::Paused).await.unwrap(), "what is stopped is not paused");
    assert!(wake().await.unwrap());
    pause(&engine, &reporter(), "it", &names).await.unwrap();
    assert!(wake().await.unwrap());
    assert!(observe(&engine, "it").await.unwrap().is_running());
}

#[tokio::test]
async fn delete_takes_what_is_the_clusters_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine().await;
    let (kubeconfig, interrupt) = (folder.path().join("config"), CancellationToken::new());
    assert!(delete(&engine, &reporter(), "it", &kubeconfig, &interrupt).await.unwrap());
    assert_eq!(engine.objects(), ["theirs"]);
    assert!(!delete(&engine, &reporter(), "it", &kubeconfig, &interrupt).await.unwrap());
}

#[tokio::test]
async fn delete_can_be_repeated_after_a_failure() {
    let folder = tempfile::tempdir().unwrap();
    let (kubeconfig, interrupt) = (folder.path().join("config"), CancellationToken::new());
    let whole = engine().await;
    let before = whole.calls().len();
    delete(&whole, &reporter(), "it", &kubeconfig, &interrupt).await.unwrap();
    for call in before..whole.calls().len() {
        let engine = engine().await.failing(call);
        assert!(delete(&engine, &reporter(), "it", &kubeconfig, &interrupt).await.is_err(), "call {call}");
        // The lock stays where it could not be removed, and this process still lives.
        engine.remove_container(&names::lock("it")).await.unwrap();
        delete(&engine, &reporter(), "it", &kubeconfig, &interrupt).await.unwrap();
        assert_eq!(engine.objects(), ["theirs"], "call {call}");
    }
}
