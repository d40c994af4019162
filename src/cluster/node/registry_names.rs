//! Names by which nodes that run find a registry at another place: containerd reads them with each pull.

use crate::cluster::files::{NodeFiles, REGISTRIES, add_registry_name};
use crate::cluster::{ClusterError, ClusterState};
use crate::engine::{Engine, EngineError, ExecRequest, bytes};
use crate::plan::bridge_address;

/// Has all nodes find the registry `host` (`localhost:5000`) at `endpoint`, an URL that they reach.
pub async fn name_registry(
    engine: &dyn Engine,
    cluster: &ClusterState,
    host: &str,
    endpoint: &str,
) -> Result<(), ClusterError> {
    // Asked only for what the registry lacks: so this holds where the cluster has none too.
    let bridge = cluster.subnet.map(bridge_address);
    let mut files = NodeFiles::default();
    add_registry_name(&mut files, host, endpoint, bridge);
    let archive = files.archive().map_err(|source| {
        let path = format!("/{REGISTRIES}/{host}");
        ClusterError::NodeFile { node: cluster.name.clone(), path, source }
    })?;
    let uploads = cluster
        .nodes
        .iter()
        .filter(|node| !node.gone)
        .map(|node| engine.upload(&node.container, "/", bytes(archive.clone())));
    futures::future::try_join_all(uploads).await?;
    Ok(())
}

/// Has the nodes that run forget that name. To the others it leads to a place that is gone.
pub async fn forget_registry(engine: &dyn Engine, cluster: &ClusterState, host: &str) -> Result<(), ClusterError> {
    let path = format!("/{REGISTRIES}/{host}");
    for node in cluster.nodes.iter().filter(|node| node.running) {
        let output = engine.exec(ExecRequest::new(&node.container, &["rm", "-rf", "--", &path])).await?;
        if output.exit_code != 0 {
            let command = format!("rm -rf {path}");
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            return Err(EngineError::CommandFailed { command, exit_code: output.exit_code, output: said }.into());
        }
    }
    Ok(())
}
