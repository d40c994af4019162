//! `status` and `list` of clusters in every state.

use devcluster::cluster::{ClusterError, ClusterStatus, Depth, Phase, cluster_status, list_clusters, names};
use devcluster::engine::double::EngineDouble;
use devcluster::engine::{ContainerSpec, Engine, NetworkSpec};

use crate::support::IMAGE;

/// An engine with the network and two nodes of cluster `it`; nothing answers at the API server's port.
async fn engine() -> EngineDouble {
    let engine = EngineDouble::with_images(&[IMAGE]);
    let network = NetworkSpec {
        name: names::network("it"),
        labels: names::cluster_labels("it"),
        subnet: "172.24.0.0/22".to_owned(),
        gateway: [172, 24, 0, 1].into(),
        ip_range: "172.24.2.0/24".to_owned(),
        mtu: None,
    };
    engine.create_network(&network).await.unwrap();
    for (node, role) in [("control-plane-1", "control-plane"), ("worker-1", "worker")] {
        let mut labels = names::cluster_labels("it");
        labels.insert(names::NODE_LABEL.to_owned(), node.to_owned());
        labels.insert(names::ROLE_LABEL.to_owned(), role.to_owned());
        let name = names::container("it", node);
        engine.create_container(&ContainerSpec { name: name.clone(), labels, ..Default::default() }).await.unwrap();
        engine.start_container(&name).await.unwrap();
    }
    engine
}

async fn status(engine: &EngineDouble) -> ClusterStatus {
    cluster_status(engine, "it", "/nowhere".as_ref(), Depth::Full).await.unwrap()
}

fn problems(status: &ClusterStatus) -> Vec<&str> {
    assert_eq!(status.healthy, status.problems.is_empty());
    status.problems.iter().map(|found| found.problem.as_str()).collect()
}

#[tokio::test]
async fn a_cluster_is_told_as_it_is() {
    let engine = engine().await;
    let running = status(&engine).await;
    assert_eq!((running.status, running.nodes.len()), (Phase::Running, 2));
    assert_eq!(running.load_balancers.map(|range| range.to_string()).as_deref(), Some("172.24.3.0/24"));
    assert!(problems(&running)[0].starts_with("its API server does not answer"), "{running:?}");

    engine.stop_container(&names::container("it", "worker-1"), 1).await.unwrap();
    let partial = status(&engine).await;
    assert_eq!((partial.status, problems(&partial)[0]), (Phase::Partial, "node worker-1 does not run"));

    engine.stop_container(&names::container("it", "control-plane-1"), 1).await.unwrap();
    let stopped = status(&engine).await;
    assert_eq!((stopped.status, problems(&stopped)), (Phase::Stopped, vec!["it is stopped"]));

    engine.remove_container(&names::container("it", "control-plane-1")).await.unwrap();
    let broken = status(&engine).await;
    assert_eq!(broken.status, Phase::Broken);
    assert_eq!(list_clusters(&engine, true).await.unwrap().len(), 1);

    engine.remove_container(&names::container("it", "worker-1")).await.unwrap();
    engine.remove_network(&names::network("it")).await.unwrap();
    let absent = cluster_status(&engine, "it", "/nowhere".as_ref(), Depth::Quick).await;
    assert!(matches!(absent, Err(ClusterError::NotThere { .. })));
    assert!(list_clusters(&engine, true).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_list_takes_one_look_and_memory_only_where_it_is_asked() {
    let engine = engine().await;
    let calls = engine.calls().len();
    list_clusters(&engine, false).await.unwrap();
    assert_eq!(engine.calls()[calls..], ["containers", "networks", "volumes"]);
    let listed = list_clusters(&engine, true).await.unwrap();
    assert_eq!(listed[0].memory_used, Some(0));
}
