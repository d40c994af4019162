//! `start`, failed at each of its calls and interrupted.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use devcluster::cluster::{names, observe};
use devcluster::engine::double::EngineDouble;
use devcluster::engine::{ContainerSpec, Engine, NetworkSpec};
use devcluster::steps::{StepError, delete};
use tokio_util::sync::CancellationToken;

use crate::support::{IMAGE, reporter, start_on, start_retained};

/// The first call that is made while the API server is waited for: the node is up, and nothing more is created.
const WAITING: &str = "find_container devcluster-it-control-plane-1";

/// An engine that has the run interrupted as soon as it waits for the API server.
fn engine(interrupt: &CancellationToken) -> EngineDouble {
    EngineDouble::with_images(&[IMAGE]).watched(interrupt_when_waiting(interrupt))
}

fn interrupt_when_waiting(interrupt: &CancellationToken) -> impl Fn(usize, &str) + Send + Sync + 'static {
    let interrupt = interrupt.clone();
    move |_, call| {
        if call == WAITING {
            interrupt.cancel();
        }
    }
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

#[tokio::test]
async fn killed_at_each_call_it_is_completed_or_removed() {
    let folder = tempfile::tempdir().unwrap();
    let interrupt = CancellationToken::new();
    let whole = Arc::new(engine(&interrupt));
    let _ = start_on(whole.clone(), folder.path(), &interrupt).await;
    let until_waiting = whole.calls().iter().position(|call| call == WAITING).unwrap();
    for call in 0..until_waiting {
        let engine = killed(call, folder.path()).await;
        let name = whole.calls()[call].clone();
        let interrupt = CancellationToken::new();
        let engine = Arc::new(engine.watched(interrupt_when_waiting(&interrupt)));
        let ended = start_retained(engine.clone(), folder.path(), &interrupt).await;
        assert!(matches!(ended, Err(StepError::Interrupted)), "after {name}: {:?}", ended.err());
        let nodes = observe(engine.as_ref(), "it").await.unwrap().nodes;
        assert!(nodes.iter().filter(|node| node.running).count() == 3, "after {name}: {nodes:?}");

        let engine = killed(call, folder.path()).await;
        delete(&engine, &reporter(), "it", &folder.path().join("config"), &CancellationToken::new()).await.unwrap();
        assert_eq!(engine.objects(), Vec::<String>::new(), "after {name}");
    }
}

/// An engine on which a start was killed while it waited for the answer to a call.
async fn killed(call: usize, folder: &Path) -> EngineDouble {
    let engine = Arc::new(EngineDouble::with_images(&[IMAGE]).hanging(call));
    let never = CancellationToken::new();
    let run = start_on(engine.clone(), folder, &never);
    assert!(tokio::time::timeout(Duration::from_millis(100), run).await.is_err(), "call {call} was answered");
    let engine = Arc::into_inner(engine).unwrap().recovered();
    // The process that had the lock is this one, which lives on.
    engine.remove_container(&names::lock("it")).await.unwrap();
    engine
}
