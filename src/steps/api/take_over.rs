//! Step: the API's address goes from the only control plane that there was to a container that leads to all.

use std::net::{Ipv4Addr, SocketAddrV4};

use ipnet::Ipv4Net;
use serde_json::Value;

use super::{Api, make_api};
use crate::cluster::{ClusterState, NODE_CONFIG, NodeState, holds_api_address, read_node_file};
use crate::engine::{Engine, ExecRequest, bytes};
use crate::plan::{api_address, node_address};
use crate::steps::StepError;
use crate::steps::journal::Journal;

/// Makes the container, and has no control plane hold the address any more.
pub async fn take_over(
    engine: &dyn Engine,
    journal: &Journal,
    state: &ClusterState,
    subnet: Ipv4Net,
    image: &str,
    endpoint: SocketAddrV4,
) -> Result<(), StepError> {
    let place = |node: &NodeState| (node.name.clone(), node_address(subnet, node.record.index));
    let control_planes: Vec<_> = state.control_planes().map(place).collect();
    let made =
        Api { cluster: &state.name, address: api_address(subnet), control_planes: &control_planes, image, endpoint };
    let container = make_api(engine, journal, &made).await?;
    for node in state.control_planes().filter(|node| !node.gone) {
        give_up_address(engine, node, api_address(subnet)).await?;
    }
    Ok(engine.start_container(&container).await?)
}

/// First in the node's file, for its next start, then now.
async fn give_up_address(engine: &dyn Engine, node: &NodeState, address: Ipv4Addr) -> Result<(), StepError> {
    if !holds_api_address(engine, node).await? {
        return Ok(());
    }
    let text = read_node_file(engine, node, NODE_CONFIG).await?.unwrap_or_default();
    let mut config: Value = serde_json::from_str(&text).unwrap_or_default();
    config["extraAddresses"] = Value::Array(Vec::new());
    let mut archive = tar::Builder::new(Vec::new());
    let (mut header, text) = (tar::Header::new_gnu(), config.to_string());
    header.set_size(text.len() as u64);
    header.set_mode(0o644);
    archive.append_data(&mut header, NODE_CONFIG.trim_start_matches('/'), text.as_bytes()).map_err(StepError::Files)?;
    engine.upload(&node.container, "/", bytes(archive.into_inner().map_err(StepError::Files)?)).await?;
    if node.running {
        let address = format!("{address}/32");
        engine.exec(ExecRequest::new(&node.container, &["ip", "address", "flush", "to", &address])).await?;
    }
    Ok(())
}
