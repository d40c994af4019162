//! `start`, failed at each of its calls and interrupted.

use std::sync::Arc;

use devcluster::cluster::names;
use devcluster::engine::double::EngineDouble;
use devcluster::engine::{ContainerSpec, Engine, NetworkSpec};
use devcluster::steps::StepError;
use tokio_util::sync::CancellationToken;

use crate::support::{IMAGE, start_on};

/// The first call that is made while the API server is waited for: the node is up, and nothing more is created.
const WAITING: &str = "find_container devcluster-it-control-plane-1";

/// An engine that has the run interrupted as soon as it waits for the API server.
fn engine(interrupt: &CancellationToken) -> EngineDouble {
    let interrupt = interrupt.clone();
    EngineDouble::with_images(&[IMAGE]).watched(move |_, call| {
        if call == WAITING {
            interrupt.cancel();
        }
    })
}

#[tokio::test]
async fn interrupted_while_it_waits_it_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let interrupt = CancellationToken::new();
    let engine = Arc::new(engine(&interrupt));
    let ended = start_on(engine.clone(), folder.path(), &interrupt).await;
    assert!(matches!(ended, Err(StepError::Interrupted)));
    assert!(engine.calls().contains(&"start_container devcluster-it-control-plane-1".to_owned()));
    assert_eq!(engine.objects(), Vec::<String>::new());
    assert!(!folder.path().join("config").exists());
}

#[tokio::test]
async fn each_call_fails_once_and_nothing_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let interrupt = CancellationToken::new();
    let whole = Arc::new(engine(&interrupt));
    let _ = start_on(whole.clone(), folder.path(), &interrupt).await;
    let until_waiting = whole.calls().iter().position(|call| call == WAITING).unwrap();
    assert!(until_waiting > 8, "{:?}", whole.calls());
    for call in 0..until_waiting {
        let interrupt = CancellationToken::new();
        let engine = Arc::new(engine(&interrupt).failing(call));
        let ended = start_on(engine.clone(), folder.path(), &interrupt).await;
        assert!(ended.is_err(), "call {call}, {}, failed but start did not", engine.calls()[call]);
        assert_eq!(engine.objects(), Vec::<String>::new(), "after a failure of {}", engine.calls()[call]);
    }
}

#[tokio::test]
async fn what_is_someone_elses_stays() {
    let folder = tempfile::tempdir().unwrap();
    let interrupt = CancellationToken::new();
    let theirs = names::container("it", "control-plane-1");
    let engine = Arc::new(engine(&interrupt));
    engine.create_container(&ContainerSpec { name: theirs.clone(), ..ContainerSpec::default() }).await.unwrap();
    let ended = start_on(engine.clone(), folder.path(), &interrupt).await;
    assert!(matches!(ended, Err(StepError::NotOurs { object }) if object == theirs));
    assert_eq!(engine.objects(), [theirs]);
}

#[tokio::test]
async fn a_network_of_that_name_that_is_not_ours_stays() {
    let folder = tempfile::tempdir().unwrap();
    let interrupt = CancellationToken::new();
    let engine = Arc::new(engine(&interrupt));
    let theirs = NetworkSpec {
        name: names::network("it"),
        labels: names::cluster_labels("other"),
        subnet: "10.1.0.0/16".to_owned(),
        gateway: [10, 1, 0, 1].into(),
        ip_range: "10.1.0.0/16".to_owned(),
        mtu: None,
    };
    engine.create_network(&theirs).await.unwrap();
    let ended = start_on(engine.clone(), folder.path(), &interrupt).await;
    assert!(matches!(ended, Err(StepError::NotOurs { .. })));
    assert_eq!(engine.objects(), [theirs.name]);
}

#[tokio::test]
async fn a_damaged_kubeconfig_ends_it_before_anything_is_made() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("config"), "clusters: [").unwrap();
    let interrupt = CancellationToken::new();
    let engine = Arc::new(engine(&interrupt));
    assert!(start_on(engine.clone(), folder.path(), &interrupt).await.is_err());
    assert_eq!(engine.calls(), Vec::<String>::new());
}
