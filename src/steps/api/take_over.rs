//! Step: the API's address goes from the only control plane that there was to a container that leads to all.

use serde_json::Value;

use super::make_api;
use crate::cluster::{ClusterState, NODE_CONFIG, NodeState, read_node_file};
use crate::engine::{Engine, ExecRequest, bytes};
use crate::host;
use crate::plan::Layout;
use crate::steps::StepError;
use crate::steps::journal::Journal;

/// Makes the container, and has no control plane hold the address any more. The nodes run.
pub async fn take_over(
    engine: &dyn Engine,
    journal: &Journal,
    state: &ClusterState,
    layout: &Layout,
    image: &str,
    host_port: Option<u16>,
) -> Result<(), StepError> {
    let port = match host_port {
        Some(port) => port,
        None => host::free_port().map_err(StepError::NoPort)?,
    };
    for node in state.control_planes().filter(|node| node.running) {
        give_up_address(engine, node, layout).await?;
    }
    make_api(engine, journal, &state.name, layout, image, port).await
}

/// First in the node's file, for its next start, then now.
async fn give_up_address(engine: &dyn Engine, node: &NodeState, layout: &Layout) -> Result<(), StepError> {
    let text = read_node_file(engine, node, NODE_CONFIG).await?.unwrap_or_default();
    let mut config: Value = serde_json::from_str(&text).unwrap_or_default();
    let holds = config["extraAddresses"].as_array().is_some_and(|addresses| !addresses.is_empty());
    if !holds {
        return Ok(());
    }
    config["extraAddresses"] = Value::Array(Vec::new());
    let mut archive = tar::Builder::new(Vec::new());
    let (mut header, text) = (tar::Header::new_gnu(), config.to_string());
    header.set_size(text.len() as u64);
    header.set_mode(0o644);
    archive.append_data(&mut header, NODE_CONFIG.trim_start_matches('/'), text.as_bytes()).map_err(StepError::Files)?;
    engine.upload(&node.container, "/", bytes(archive.into_inner().map_err(StepError::Files)?)).await?;
    let address = format!("{}/32", layout.api_address);
    engine.exec(ExecRequest::new(&node.container, &["ip", "address", "flush", "to", &address])).await?;
    Ok(())
}
